//! By which ways a process reaches others: the same arguments for every command that delivers.

use std::{
    fs,
    path::{Path, PathBuf},
};

use courier::{Courier, Mailer, MailerRefusal, Targets};
use mru_core::text::Text;

use crate::{
    failure::Failure,
    http::Hooks,
    notifying::{Outlets, SigningSecret, SupportCentre},
};

/// By which ways others are reached.
#[derive(Debug, clap::Args)]
pub(super) struct OutletArguments {
    /// Server of mails: smtps://USER@HOST, smtp://USER@HOST:587?tls=required, or smtp://127.0.0.1.
    #[arg(long, value_name = "URL", env = "MRU_SMTP_URL", hide_env_values = true)]
    smtp_url: Option<String>,
    /// File whose first line is the password of the server of mails.
    #[arg(long, value_name = "FILE", env = "MRU_SMTP_PASSWORD_FILE")]
    smtp_password_file: Option<PathBuf>,
    /// Support centre whose tickets get comments: https://NAME.zendesk.com.
    #[arg(long, value_name = "URL", env = "MRU_ZENDESK_URL", requires_all = ["zendesk_user", "zendesk_token_file"])]
    zendesk_url: Option<String>,
    /// Mail address of who comments.
    #[arg(long, value_name = "ADDRESS", env = "MRU_ZENDESK_USER")]
    zendesk_user: Option<String>,
    /// File whose first line is the API token of who comments.
    #[arg(long, value_name = "FILE", env = "MRU_ZENDESK_TOKEN_FILE")]
    zendesk_token_file: Option<PathBuf>,
    /// Reach this machine too, and without encryption: for tests alone.
    #[arg(long)]
    allow_insecure_targets: bool,
}

impl OutletArguments {
    /// The ways that they name.
    pub(super) fn outlets(&self) -> Result<Outlets, Failure> {
        let password = self.smtp_password_file.as_deref().map(first_line).transpose()?;
        let mailer = |url: &String| {
            let made = Mailer::new(url, password.as_deref());
            made.map_err(|refusal| Failure::CannotDo(no_mailer(refusal)))
        };
        let token = self.zendesk_token_file.as_deref().map(first_line).transpose()?;
        let support = self.zendesk_url.as_ref().map(|url| SupportCentre {
            url: url.clone(),
            user: self.zendesk_user.clone().unwrap_or_default(),
            token: token.unwrap_or_default(),
        });
        let targets =
            if self.allow_insecure_targets { Targets::AlsoLoopback } else { Targets::Public };
        Ok(Outlets {
            courier: Courier::new(targets),
            mailer: self.smtp_url.as_ref().map(mailer).transpose()?,
            support,
        })
    }
}

/// Who may send tickets.
#[derive(Debug, clap::Args)]
pub(super) struct HookArguments {
    /// File whose first line is the secret by which Zendesk signs its webhooks.
    #[arg(long, value_name = "FILE", env = "MRU_ZENDESK_SECRET_FILE")]
    zendesk_secret_file: Option<PathBuf>,
    /// File whose first line is the secret, whsec_…, of who sends tickets by Standard Webhooks.
    #[arg(long, value_name = "FILE", env = "MRU_TICKETS_SECRET_FILE")]
    tickets_secret_file: Option<PathBuf>,
}

impl HookArguments {
    /// The secrets; `comments` says whether tickets can be answered by comments.
    pub(super) fn hooks(&self, comments: bool) -> Result<Hooks, Failure> {
        let standard = match &self.tickets_secret_file {
            None => None,
            Some(path) => Some(SigningSecret::read(&first_line(path)?).ok_or_else(|| {
                let path = path.display();
                Failure::CannotDo(say!(
                    "`{path}` holds no secret of Standard Webhooks; write `whsec_` and 24 to 64 bytes in base64",
                    "`{path}` no contiene un secreto de Standard Webhooks; escriba `whsec_` y de 24 a 64 bytes en base64"
                ))
            })?),
        };
        let zendesk = self.zendesk_secret_file.as_deref().map(first_line).transpose()?;
        Ok(Hooks { zendesk, standard, comments })
    }
}

/// The first line of a file that holds a secret.
pub(super) fn first_line(path: &Path) -> Result<String, Failure> {
    let text = fs::read_to_string(path).map_err(|error| Failure::io(path, &error))?;
    match text.lines().next().map(str::trim) {
        Some(line) if !line.is_empty() => Ok(line.to_owned()),
        _ => {
            let path = path.display();
            Err(Failure::CannotDo(say!(
                "the first line of `{path}` is empty; write the secret there",
                "la primera línea de `{path}` está vacía; escriba allí el secreto"
            )))
        }
    }
}

fn no_mailer(refusal: MailerRefusal) -> Text {
    match refusal {
        MailerRefusal::UrlUnreadable => say!(
            "`--smtp-url` names no server of mails; write it as smtps://USER@HOST, or smtp://USER@HOST:587?tls=required",
            "`--smtp-url` no nombra un servidor de correo; escríbalo como smtps://USUARIO@HOST, o smtp://USUARIO@HOST:587?tls=required"
        ),
        MailerRefusal::PasswordInUrl => say!(
            "everybody on this machine can read a password in `--smtp-url`; put it into the file that `--smtp-password-file` names",
            "cualquiera en esta máquina puede leer una contraseña en `--smtp-url`; póngala en el archivo que indica `--smtp-password-file`"
        ),
        MailerRefusal::Unencrypted => say!(
            "mail would go to another machine without encryption; use smtps://, or add ?tls=required",
            "el correo iría a otra máquina sin cifrado; use smtps://, o agregue ?tls=required"
        ),
    }
}
