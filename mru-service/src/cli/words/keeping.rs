//! Why a backup cannot be brought back.

use mru_core::text::Text;

use crate::keeping::Refusal;

pub(super) fn words(refusal: &Refusal) -> Text {
    match refusal {
        Refusal::NotABackup => say!(
            "the file is a SQLite database, but no backup of a store: it lacks our tables or entries; name a file that `mru backup` wrote",
            "el archivo es una base de datos SQLite, pero no un respaldo de un almacén: le faltan nuestras tablas o entradas; indique un archivo que escribió `mru backup`"
        ),
        Refusal::BackupIsDamaged { problem: Text { en, es } } => {
            say!("the backup is damaged: {en}", "el respaldo está dañado: {es}")
        }
        Refusal::NotWhatWasVerified { target } => {
            let target = target.display();
            say!(
                "`{target}` is not what was verified; another program writes there, so move it away and restore again",
                "`{target}` no es lo que se verificó; otro programa escribe ahí, así que muévalo y recupere de nuevo"
            )
        }
    }
}
