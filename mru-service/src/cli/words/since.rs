//! Why something that was kept proves nothing, and how a store contradicts it.

use mru_core::text::Text;

use crate::witness::{
    Unproven,
    bundle::FORMAT,
    since::{Contradiction, Since},
};

/// What does not hold of a kept file.
pub(in crate::cli) fn unproven(unproven: &Unproven) -> Text {
    match unproven {
        Unproven::NeitherCheckpointNorBundle => say!(
            "this is neither a checkpoint nor a bundle, or it was changed; give a file that `mru checkpoint` or `mru proof` wrote",
            "no es un punto de control ni un paquete de prueba, o fue modificado; indique un archivo que haya escrito `mru checkpoint` o `mru proof`"
        ),
        Unproven::BundleNotWhole { problem } => say!(
            "this is no whole bundle ({problem}); ask for the file that `mru proof` wrote",
            "no es un paquete de prueba completo ({problem}); pida el archivo que escribió `mru proof`"
        ),
        Unproven::BundleOfAnotherForm { format } => say!(
            "the bundle has the form `{format}`, and this program reads {FORMAT}; use a newer one",
            "el paquete tiene la forma `{format}`, y este programa lee {FORMAT}; use uno más nuevo"
        ),
        Unproven::BundleWasChanged => say!(
            "the bundle was changed after it was written: it is not in its one form; ask for it again",
            "el paquete fue modificado después de escribirse: no está en su única forma; pídalo de nuevo"
        ),
        Unproven::BundleWithoutCheckpoint => say!(
            "the checkpoint of the bundle is not in the form of a signed note",
            "el punto de control del paquete no tiene la forma de una nota firmada"
        ),
        Unproven::DocumentNotOfEntry { number, entry } => say!(
            "the document {number} is not the one that its entry {entry} covers",
            "el documento {number} no es el que cubre su entrada {entry}"
        ),
        Unproven::EntryWasChanged { entry } => say!(
            "entry {entry} of the bundle was changed",
            "la entrada {entry} del paquete fue modificada"
        ),
        Unproven::EntryNotInLog { entry, size } => say!(
            "entry {entry} is not in the log that the checkpoint of {size} entries covers",
            "la entrada {entry} no está en el registro que cubre el punto de control de {size} entradas"
        ),
        Unproven::KeyOfAnotherStore { origin, key } => say!(
            "the checkpoint is of `{origin}`, and the key is of `{key}`",
            "el punto de control es de `{origin}`, y la clave es de `{key}`"
        ),
        Unproven::KeysWereChanged => say!(
            "the checkpoint of the bundle is not signed by its keys: one of them, or the signature, was changed",
            "el punto de control del paquete no está firmado por sus claves: una de ellas, o la firma, fue modificada"
        ),
        Unproven::SignedByAnotherKey { key } => say!(
            "the checkpoint is signed by {key}, which is neither the given key nor one that it handed over to; give the verifier key that was handed out when the document was issued",
            "el punto de control está firmado por {key}, que no es la clave indicada ni una a la que ella traspasó; indique la clave de verificación que se entregó cuando se emitió el documento"
        ),
        Unproven::NotContinued => say!(
            "the bundle does not prove that its checkpoint continues the earlier one",
            "el paquete no prueba que su punto de control continúe el anterior"
        ),
    }
}

/// Everything that a store held against something kept does not hold of.
pub(in crate::cli) fn contradictions(found: &Since) -> impl Iterator<Item = Text> {
    found.unproven.iter().map(unproven).chain(found.contradictions.iter().map(contradiction))
}

fn contradiction(by: &Contradiction) -> Text {
    match by {
        Contradiction::KeyUnreadable { entry } => say!(
            "the key of entry {entry} of the chain cannot be read",
            "no se puede leer la clave de la entrada {entry} de la cadena"
        ),
        Contradiction::KeysWereExchanged { key } => say!(
            "the store does not name the key {key}: its keys were exchanged",
            "el almacén no nombra la clave {key}: sus claves fueron cambiadas"
        ),
        Contradiction::CheckpointNotTrusted { size } => say!(
            "the kept checkpoint of {size} entries is not signed by a key that can be trusted: its own, the given one, or the store's was exchanged",
            "el punto de control conservado de {size} entradas no está firmado por una clave confiable: se cambió la suya, la indicada o la del almacén"
        ),
        Contradiction::AnotherStore { kept, is } => say!(
            "the kept checkpoint is of `{kept}`, and this store is `{is}`: it is another one, or its first entry was changed",
            "el punto de control conservado es de `{kept}`, y este almacén es `{is}`: es otro, o su primera entrada fue modificada"
        ),
        Contradiction::EntriesRewritten { size } => say!(
            "the first {size} entries are not the ones that the kept checkpoint covers: what was recorded before it was rewritten",
            "las primeras {size} entradas no son las que cubre el punto de control conservado: lo registrado antes de él fue reescrito"
        ),
        Contradiction::EntriesDropped { size, entries } => say!(
            "the store holds {entries} entries, and the kept checkpoint covers {size}: entries were dropped",
            "el almacén contiene {entries} entradas, y el punto de control conservado cubre {size}: se eliminaron entradas"
        ),
        Contradiction::CodeUnknown { code } => say!(
            "no state of this store has the code {code}: what was recorded before that document was rewritten, or the code is of another store",
            "ningún estado de este almacén tiene el código {code}: lo registrado antes de ese documento fue reescrito, o el código es de otro almacén"
        ),
    }
}
