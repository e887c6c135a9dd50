//! Why AWS did not answer, and what to do about it.

use mru_core::text::{Text, printable};

use crate::aws::AwsRefusal;

pub(super) fn words(refusal: &AwsRefusal) -> Text {
    match refusal {
        AwsRefusal::NoAwsCredentials { said } => {
            let said = printable(said);
            say!(
                "AWS needs credentials, and there are none: {said}; set AWS_PROFILE or give `--profile NAME`, or sign in with `aws sso login`",
                "AWS necesita credenciales y no las hay: {said}; defina AWS_PROFILE o indique `--profile NOMBRE`, o inicie sesión con `aws sso login`"
            )
        }
        AwsRefusal::AwsCredentialsExpired => say!(
            "the credentials for AWS have expired; renew them, for example with `aws sso login`",
            "las credenciales para AWS expiraron; renuévelas, por ejemplo con `aws sso login`"
        ),
        AwsRefusal::AwsCredentialsNotAccepted { error } => {
            let error = printable(error);
            say!(
                "AWS does not accept the credentials ({error}); check key, secret and the clock of this machine",
                "AWS no acepta las credenciales ({error}); revise la clave, el secreto y el reloj de esta máquina"
            )
        }
        AwsRefusal::AwsPermissionMissing { permission, said } => {
            let said = printable(said);
            say!(
                "AWS denies access: {said}; give the credentials the permission `{permission}`",
                "AWS niega el acceso: {said}; otorgue a las credenciales el permiso `{permission}`"
            )
        }
        AwsRefusal::AwsRoleDenied { said } => {
            let said = printable(said);
            say!(
                "AWS does not let the credentials assume the role: {said}; they need the permission `sts:AssumeRole`, and the role must trust them, with the ExternalId that it asks for",
                "AWS no permite a las credenciales asumir el rol: {said}; necesitan el permiso `sts:AssumeRole`, y el rol debe confiar en ellas, con el ExternalId que exige"
            )
        }
        AwsRefusal::AwsThrottles { request } => say!(
            "AWS asks to be asked less often, and went on doing so after every attempt ({request}); try again later, or allow more attempts by AWS_MAX_ATTEMPTS",
            "AWS pide que se le consulte menos, y siguió pidiéndolo tras cada intento ({request}); intente más tarde, o permita más intentos con AWS_MAX_ATTEMPTS"
        ),
        AwsRefusal::AwsUnreachable { said } => {
            let said = printable(said);
            say!(
                "AWS cannot be reached: {said}; check the network, and AWS_ENDPOINT_URL when it is set",
                "no se llega a AWS: {said}; revise la red, y AWS_ENDPOINT_URL si está definida"
            )
        }
        AwsRefusal::AwsTooSlow { request } => say!(
            "AWS did not answer in time ({request}); check the network and try again",
            "AWS no respondió a tiempo ({request}); revise la red e intente de nuevo"
        ),
        AwsRefusal::AwsRefusesRequest { request, error, said } => {
            let (error, said) = (printable(error), printable(said));
            say!(
                "AWS refuses {request}: {error}: {said}; check what it names, and the region",
                "AWS rechaza {request}: {error}: {said}; revise lo que nombra y la región"
            )
        }
        AwsRefusal::AwsPagesWithoutEnd { request, pages } => say!(
            "AWS answers {request} without an end: {pages} pages were read, and there are more; ask for less at once",
            "AWS responde {request} sin fin: se leyeron {pages} páginas y hay más; pida menos a la vez"
        ),
    }
}
