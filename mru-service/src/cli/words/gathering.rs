//! Why cost data could not be gathered, and what to do about it.

use mru_core::{
    Lang,
    text::{Text, printable},
};

use crate::{
    cli::costs::usd_of,
    reconciling::{AwsCost, SourceRefusal},
};

pub(super) fn words(refusal: &SourceRefusal) -> Text {
    of_addresses(refusal).or_else(|| of_exports(refusal)).unwrap_or_else(|| of_answers(refusal))
}

fn of_addresses(refusal: &SourceRefusal) -> Option<Text> {
    Some(match refusal {
        SourceRefusal::CostAddressUnreadable { address, part } => {
            let (address, part) = (printable(address), printable(part));
            say!(
                "`{address}`: `{part}` cannot be read; write `s3://BUCKET/KEY`, `athena://DATABASE/TABLE?workgroup=NAME` or `cost-explorer:ACCOUNT,ACCOUNT`, where needed with `?role=ARN&external-id=ID&profile=NAME&region=REGION`",
                "`{address}`: `{part}` no se entiende; escriba `s3://BUCKET/CLAVE`, `athena://BASE/TABLA?workgroup=NOMBRE` o `cost-explorer:CUENTA,CUENTA`, si hace falta con `?role=ARN&external-id=ID&profile=NOMBRE&region=REGIÓN`"
            )
        }
        SourceRefusal::BuiltWithoutAws => say!(
            "this program was built without what asks AWS; copy the export to this machine, and name its folder or manifest",
            "este programa se compiló sin lo que consulta a AWS; copie la exportación a esta máquina e indique su carpeta o manifiesto"
        ),
        SourceRefusal::ManifestNotDelivered { tried } => {
            let tried: Vec<String> =
                tried.iter().map(|it| format!("`{}`", printable(it))).collect();
            let tried = tried.join(", ");
            say!(
                "there is no manifest of the month, or the credentials may not read it: {tried}; check the key and the permission `s3:GetObject`",
                "no hay manifiesto del mes, o las credenciales no pueden leerlo: {tried}; revise la clave y el permiso `s3:GetObject`"
            )
        }
        SourceRefusal::CopyNotWritten { path, error } => {
            let path = path.display();
            say!(
                "`{path}`: {error}; copies need room in the folder for temporary files, which TMPDIR names, and kept answers in that of `--answers DIR`",
                "`{path}`: {error}; las copias necesitan espacio en la carpeta de archivos temporales, que indica TMPDIR, y las respuestas guardadas en la de `--answers CARPETA`"
            )
        }
        _ => return None,
    })
}

fn of_exports(refusal: &SourceRefusal) -> Option<Text> {
    Some(match refusal {
        SourceRefusal::FileNotDelivered { manifest, file } => {
            let (manifest, file) = (printable(manifest), printable(file));
            say!(
                "`{manifest}` names `{file}`, which is not there or may not be read; wait for the next delivery, or give the permission `s3:GetObject`",
                "`{manifest}` nombra `{file}`, que no está o no se puede leer; espere la próxima entrega u otorgue el permiso `s3:GetObject`"
            )
        }
        SourceRefusal::FileElsewhere { manifest, file } => {
            let (manifest, file) = (printable(manifest), printable(file));
            say!(
                "`{manifest}` names `{file}`, which lies outside of its bucket; name the manifest as AWS delivered it",
                "`{manifest}` nombra `{file}`, que está fuera de su bucket; indique el manifiesto como lo entregó AWS"
            )
        }
        SourceRefusal::ExportReplaced { file } => {
            let file = printable(file);
            say!(
                "`{file}` changed while the export was copied: AWS delivers it anew; run the command again in a few minutes",
                "`{file}` cambió mientras se copiaba la exportación: AWS la entrega de nuevo; repita el comando en unos minutos"
            )
        }
        SourceRefusal::CopyCutOff { file, said, came } => {
            let file = printable(file);
            say!(
                "`{file}` did not arrive whole: {came} of {said} bytes came, or their checksum is another one; check the network and run the command again",
                "`{file}` no llegó completo: llegaron {came} de {said} bytes, o su suma de verificación es otra; revise la red y repita el comando"
            )
        }
        SourceRefusal::ExportTooLarge { file, most } => {
            let file = printable(file);
            say!(
                "with `{file}` the export is larger than the {most} bytes that are copied; copy it to this machine, and name its folder",
                "con `{file}` la exportación supera los {most} bytes que se copian; cópiela a esta máquina e indique su carpeta"
            )
        }
        _ => return None,
    })
}

fn of_answers(refusal: &SourceRefusal) -> Text {
    match refusal {
        SourceRefusal::AwsCostCap { made, needed, most } => {
            let cost = |requests: u64| {
                [Lang::En, Lang::Es].map(|lang| usd_of(AwsCost::of_requests(requests), lang))
            };
            let ([whole, entero], [limit, límite]) = (cost(made + needed), cost(*most));
            say!(
                "Cost Explorer would have to be asked {needed} times more after {made} requests, {whole} in all, and {limit} may be spent; allow more by `--max-aws-cost USD`, or name fewer accounts",
                "habría que consultar Cost Explorer {needed} veces más tras {made} consultas, {entero} en total, y se pueden gastar {límite}; permita más con `--max-aws-cost USD` o indique menos cuentas"
            )
        }
        SourceRefusal::AthenaNotBounded { workgroup, limit, left, pays_for } => {
            let workgroup = printable(workgroup);
            let [left, queda] = [Lang::En, Lang::Es].map(|lang| usd_of(*left, lang));
            let pays_for = pays_for.unwrap_or_default();
            match limit {
                Some(limit) => say!(
                    "the work group {workgroup} lets a query of Athena scan {limit} bytes, and {left}, which may still be spent, pays for {pays_for}; lower `BytesScannedCutoffPerQuery` of the work group, or allow more by `--max-aws-cost USD`",
                    "el grupo de trabajo {workgroup} permite que una consulta de Athena lea {limit} bytes, y {queda}, que aún se pueden gastar, pagan {pays_for}; reduzca `BytesScannedCutoffPerQuery` del grupo de trabajo o permita más con `--max-aws-cost USD`"
                ),
                None => say!(
                    "the work group {workgroup} lets a query of Athena scan without limit, so that nothing bounds what it costs; set its `BytesScannedCutoffPerQuery` to {pays_for} or less, which {left} pay for",
                    "el grupo de trabajo {workgroup} permite que una consulta de Athena lea sin límite, de modo que nada acota lo que cuesta; fije su `BytesScannedCutoffPerQuery` en {pays_for} o menos, que {queda} pagan"
                ),
            }
        }
        SourceRefusal::AthenaQueryFailed { query, state, said } => {
            let (query, state, said) = (printable(query), printable(state), printable(said));
            say!(
                "the query {query} of Athena ended as {state}: {said}",
                "la consulta {query} de Athena terminó como {state}: {said}"
            )
        }
        SourceRefusal::AthenaTableUnknown { database, table } => {
            let (database, table) = (printable(database), printable(table));
            say!(
                "Athena knows no columns of {database}.{table}: there is no such table in this region and catalogue, or the credentials may not see it",
                "Athena no conoce columnas de {database}.{table}: no existe esa tabla en esta región y catálogo, o las credenciales no pueden verla"
            )
        }
        SourceRefusal::AccountAskedTwice { account } => {
            let account = printable(account);
            say!(
                "two sources are both about account {account}, whose charges would count twice; name the accounts of each, `cost-explorer:ACCOUNT,ACCOUNT`",
                "dos orígenes son sobre la cuenta {account}, cuyos cargos se contarían dos veces; indique las cuentas de cada uno, `cost-explorer:CUENTA,CUENTA`"
            )
        }
        SourceRefusal::AnswersDiffer { account, record_type, whole, parts } => {
            let (account, record_type) = (printable(account), printable(record_type));
            say!(
                "Cost Explorer says {whole} for {record_type} of account {account} as a whole, and {parts} in parts: AWS changed its figures between two answers; ask again with `--fresh`",
                "Cost Explorer indica {whole} para {record_type} de la cuenta {account} en total y {parts} por partes: AWS cambió sus cifras entre dos respuestas; consulte de nuevo con `--fresh`"
            )
        }
        SourceRefusal::AnswerUnreadable { request, lacks } => {
            let (request, lacks) = (printable(request), printable(lacks));
            say!(
                "the answer to {request} has no readable `{lacks}`; ask again with `--fresh`",
                "la respuesta a {request} no tiene un `{lacks}` legible; consulte de nuevo con `--fresh`"
            )
        }
        // The others are said above.
        _ => Text::new("", ""),
    }
}
