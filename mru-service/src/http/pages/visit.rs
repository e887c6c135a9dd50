//! What is known of who looks at a page, and the fields of the form that they sent.

use axum::http::{HeaderMap, header};

use super::super::call::Call;
use crate::callers::{Role, Session};

/// The cookie that holds a session.
const SESSION: &str = "mru_session";

/// The cookie that holds the chosen language.
const LANG: &str = "mru_lang";

/// How long a chosen language is remembered, in seconds: a year.
const YEAR: u32 = 31_536_000;

/// What is known of who looks at a page.
#[derive(Clone, Debug, Default)]
pub(in crate::http) struct Visit {
    /// Path and query of the page, without the language.
    pub(super) path: String,
    /// What the browser holds of its session.
    pub(super) held: Option<String>,
    /// The session; none for who is not signed in.
    pub(super) session: Option<Session>,
    /// How the browser came here: `https://mru.example`.
    pub(super) origin: String,
    /// Whether the browser came by TLS, as the proxy in front says.
    pub(super) is_secure: bool,
    /// How many requests of changes wait for them.
    pub(super) waiting: usize,
}

impl Visit {
    /// What headers tell before the session is looked up.
    pub(super) fn of(headers: &HeaderMap, path: String) -> Visit {
        let text = |name: &str| headers.get(name).and_then(|it| it.to_str().ok());
        let is_secure = text("x-forwarded-proto") == Some("https");
        let scheme = if is_secure { "https" } else { "http" };
        let origin = text("host").map(|host| format!("{scheme}://{host}")).unwrap_or_default();
        let held = cookie(headers, SESSION);
        Visit { path, held, session: None, origin, is_secure, waiting: 0 }
    }

    /// The cookie that gives a browser its session, or takes it when `held` is empty.
    pub(super) fn session_cookie(&self, held: &str) -> String {
        let age = if held.is_empty() { "; Max-Age=0" } else { "" };
        format!("{SESSION}={held}; Path=/; HttpOnly; SameSite=Lax{}{age}", self.secure())
    }

    /// The cookie that remembers a language.
    pub(super) fn lang_cookie(&self, lang: &str) -> String {
        format!("{LANG}={lang}; Path=/; HttpOnly; SameSite=Lax; Max-Age={YEAR}{}", self.secure())
    }

    const fn secure(&self) -> &'static str {
        if self.is_secure { "; Secure" } else { "" }
    }
}

/// The language that a browser remembers.
pub(super) fn remembered(headers: &HeaderMap) -> Option<String> {
    cookie(headers, LANG)
}

/// The value of a cookie.
fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|it| it.to_str().ok());
    let pairs = all.flat_map(|it| it.split(';')).filter_map(|it| it.trim().split_once('='));
    let mut values = pairs.filter(|(known, _)| *known == name).map(|(_, value)| value.to_owned());
    values.next().filter(|it| !it.is_empty())
}

impl Call {
    /// The role of who looks.
    pub(super) fn role(&self) -> Option<Role> {
        self.caller.as_ref().map(|it| it.role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(cookies: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for it in cookies {
            headers.append(header::COOKIE, it.parse().expect("a value"));
        }
        headers
    }

    #[test]
    fn cookies_are_found_by_their_whole_name() {
        for (cookies, held) in [
            (&["mru_session=abc"][..], Some("abc")),
            (&["a=1; mru_session=abc; mru_lang=es"], Some("abc")),
            (&["a=1", "mru_session=abc"], Some("abc")),
            (&["xmru_session=abc"], None),
            (&["mru_session="], None),
            (&["mru_session"], None),
            (&[], None),
        ] {
            assert_eq!(cookie(&headers(cookies), SESSION).as_deref(), held, "{cookies:?}");
        }
    }

    #[test]
    fn sessions_are_held_where_no_script_reads_them() {
        let plain = Visit::default();
        assert_eq!(plain.session_cookie("abc"), "mru_session=abc; Path=/; HttpOnly; SameSite=Lax");
        let secure = Visit { is_secure: true, ..Visit::default() };
        assert!(secure.session_cookie("abc").ends_with("; Secure"));
        assert!(secure.session_cookie("").ends_with("; Secure; Max-Age=0"));
    }
}
