//! Where a PostgreSQL database is, and what must hold before a word is said to it.

use std::{fmt, fs, path::Path};

use sqlx::{
    ConnectOptions as _,
    any::AnyConnectOptions,
    postgres::{PgConnectOptions, PgSslMode},
};

use super::StoreError;
use crate::storage::Unreachable;

/// A PostgreSQL database and how to reach it; shows neither password nor parameters.
#[derive(Clone)]
pub struct ServerUrl {
    pub(super) options: AnyConnectOptions,
    /// `host:port`, or the folder of a socket.
    pub(super) at: String,
    pub(super) user: String,
    pub(super) database: String,
    /// The URL itself holds a password.
    password: bool,
}

impl fmt::Debug for ServerUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ServerUrl({self})")
    }
}

impl fmt::Display for ServerUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` @ {}", self.database, self.at)
    }
}

/// Schemes of PostgreSQL.
const SCHEMES: [&str; 2] = ["postgres", "postgresql"];

impl ServerUrl {
    /// Says whether the URL holds a password.
    pub fn has_password(&self) -> bool {
        self.password
    }

    /// Reads a URL, and the file that holds the password when there is one.
    ///
    /// Without a password in either, the driver looks at `PGPASSWORD`, `PGPASSFILE` and
    /// `~/.pgpass`. Off this machine the connection is encrypted: `sslmode` is `verify-full` when
    /// nothing is said, and what would allow less than `require` is refused.
    ///
    /// # Errors
    ///
    /// [`StoreError::Unreachable`]; no part of the URL but its scheme is shown.
    pub fn read(url: &str, password_file: Option<&Path>) -> Result<ServerUrl, StoreError> {
        let scheme = url.split_once("://").map(|(scheme, _)| scheme);
        let known = scheme.is_some_and(|scheme| SCHEMES.contains(&&*scheme.to_ascii_lowercase()));
        if !known {
            return Err(wrong_scheme(scheme));
        }
        let mut options: AnyConnectOptions = url.parse().map_err(|error| unread(&error))?;
        let password = options.database_url.password().is_some()
            || options.database_url.query_pairs().any(|(key, _)| key == "password");
        if let Some(file) = password_file {
            let read = read_password(file)?;
            // The URL escapes all but the sign of escapes itself.
            let set = options.database_url.set_password(Some(&read.replace('%', "%25")));
            set.map_err(|()| Unreachable::UrlWithoutHost)?;
        }
        let server =
            PgConnectOptions::from_url(&options.database_url).map_err(|error| unread(&error))?;
        let local = server.get_socket().is_some() || is_local(server.get_host());
        if !local {
            encrypt(&mut options, &server)?;
        }
        if server.get_application_name().is_none() {
            options.database_url.query_pairs_mut().append_pair("application_name", "mru");
        }
        let at = match server.get_socket() {
            Some(socket) => socket.display().to_string(),
            None => format!("{}:{}", server.get_host(), server.get_port()),
        };
        let user = server.get_username().to_owned();
        let database = server.get_database().unwrap_or(&user).to_owned();
        Ok(ServerUrl { options, at, user, database, password })
    }
}

/// Makes sure that a connection over a network is encrypted.
fn encrypt(options: &mut AnyConnectOptions, server: &PgConnectOptions) -> Result<(), StoreError> {
    let named =
        options.database_url.query_pairs().any(|(key, _)| matches!(&*key, "sslmode" | "ssl-mode"))
            || std::env::var_os("PGSSLMODE").is_some();
    match server.get_ssl_mode() {
        PgSslMode::Require | PgSslMode::VerifyCa | PgSslMode::VerifyFull => Ok(()),
        _ if !named => {
            options.database_url.query_pairs_mut().append_pair("sslmode", "verify-full");
            Ok(())
        }
        _ => {
            let host = server.get_host().to_owned();
            Err(Unreachable::ConnectionUnencrypted { host }.into())
        }
    }
}

/// Says that a host is this machine: `localhost`, an address of the loopback, a socket's folder.
fn is_local(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || host.starts_with('/')
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The first line of a password file.
fn read_password(file: &Path) -> Result<String, StoreError> {
    let text = fs::read_to_string(file).map_err(StoreError::file(file))?;
    let password = text.lines().next().unwrap_or_default();
    if password.is_empty() {
        return Err(Unreachable::PasswordFileIsEmpty { path: file.to_owned() }.into());
    }
    Ok(password.to_owned())
}

fn wrong_scheme(scheme: Option<&str>) -> StoreError {
    let plain = |scheme: &&str| {
        scheme.len() <= 20
            && scheme.bytes().all(|it| it.is_ascii_alphanumeric() || b"+-.".contains(&it))
    };
    Unreachable::UrlOfAnotherScheme { scheme: scheme.filter(plain).map(str::to_owned) }.into()
}

/// The URL has the right scheme, and the rest cannot be read.
fn unread(error: &sqlx::Error) -> StoreError {
    let problem = match error {
        sqlx::Error::Configuration(error) => error.to_string(),
        _ => String::from("unknown"),
    };
    Unreachable::UrlUnreadable { problem }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> Result<ServerUrl, String> {
        ServerUrl::read(url, None).map_err(|error| error.to_string())
    }

    #[test]
    fn off_this_machine_the_connection_is_encrypted() {
        for (url, mode) in [
            ("postgres://u@db.example/x", Some("verify-full")),
            ("postgres://u@db.example/x?sslmode=require", Some("require")),
            ("postgres://u@db.example/x?sslmode=verify-ca", Some("verify-ca")),
            ("postgres://u@10.0.0.7/x?sslmode=prefer", None),
            ("postgres://u@10.0.0.7/x?sslmode=disable", None),
            ("postgres://u@localhost.example/x?sslmode=allow", None),
            ("postgres://u@x/x?host=10.0.0.7&sslmode=disable", None),
            ("postgres://u@[fe80::1]/x?sslmode=disable", None),
        ] {
            let found = read(url).ok().map(|it| {
                let pairs: Vec<_> = it.options.database_url.query_pairs().into_owned().collect();
                pairs.into_iter().find(|(key, _)| key == "sslmode").map(|(_, mode)| mode)
            });
            assert_eq!(found.flatten().as_deref(), mode, "{url}");
        }
        for url in [
            "postgres://u@127.0.0.1/x?sslmode=disable",
            "postgres://u@[::1]/x?sslmode=disable",
            "postgres://u@localhost/x",
            "postgres://u@%2Frun%2Fpostgresql/x?sslmode=disable",
            "postgres://u@x/x?host=/run/postgresql&sslmode=disable",
        ] {
            assert!(read(url).is_ok(), "{url}");
        }
    }

    #[test]
    fn nothing_of_a_url_is_shown_but_its_scheme_and_place() {
        for url in [
            "mysql://admin:geheim@host/x?token=geheim",
            "geheim",
            "admin:geheim@host/x",
            "postgres://admin:geheim@host:99999/x",
            "postgres://admin:geheim@host/x?sslmode=geheim-not",
            "postgres://admin:geheim@[/x",
            "postgres://admin:geheim@10.0.0.7/x?sslmode=disable&password=geheim",
        ] {
            let said = ServerUrl::read(url, None).expect_err(url);
            let shown = format!("{said} {said:?}");
            assert!(!shown.replace("geheim-not", "").contains("geheim"), "{url}: {shown}");
        }
        let read = ServerUrl::read("postgres://admin:geheim@localhost/x", None).expect("a URL");
        assert_eq!(format!("{read:?}"), "ServerUrl(`x` @ localhost:5432)");
    }
}
