//! What is said when cost data cannot be read, in both languages.

use mru_core::text::{Text, printable};

use crate::{Cell, CostDataError, Expected};

/// A value as it is shown: one line, at most 60 characters, nothing that a terminal obeys.
pub(crate) fn shown(value: &str) -> String {
    const LIMIT: usize = 60;
    let start: String = value.chars().take(LIMIT).collect();
    let start = printable(&start).replace('\n', "\\u{a}");
    if value.chars().nth(LIMIT).is_some() { format!("{start}…") } else { start }
}

impl Cell {
    fn place(&self) -> Text {
        let Cell { file, row, column, value } = self;
        Text::new(
            format!("`{file}`, row {row}, column `{column}`: `{value}`"),
            format!("`{file}`, fila {row}, columna `{column}`: `{value}`"),
        )
    }
}

impl Expected {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Expected::Amount => (
                "a decimal number of at most 38 digits, such as 0.0225 or 4.0E-7",
                "un número decimal de 38 dígitos como máximo, como 0.0225 o 4.0E-7",
            ),
            Expected::Instant => (
                "an instant in UTC, such as 2026-10-01T00:00:00Z",
                "un instante en UTC, como 2026-10-01T00:00:00Z",
            ),
            Expected::Something => ("a text", "un texto"),
            Expected::LineType => (
                "a line type or charge category with a rule, such as Usage, Tax or Credit",
                "un tipo de línea o categoría de cargo con regla, como Usage, Tax o Credit",
            ),
            Expected::ChargeClass => ("`Correction`, or nothing", "`Correction`, o nada"),
            Expected::Exact => (
                "0, and a count of rows: Athena adds up amounts of at most 25 decimal places",
                "0, y una cantidad de filas: Athena suma montos de 25 decimales como máximo",
            ),
            Expected::Tags => (
                "a map of tags, such as {\"user_environment\":\"production\"}",
                "un mapa de etiquetas, como {\"user_environment\":\"production\"}",
            ),
            Expected::Month => ("a month, such as 2026-10", "un mes, como 2026-10"),
            Expected::InvoiceType => ("`invoice` or `credit-memo`", "`invoice` o `credit-memo`"),
            Expected::SameInvoice => (
                "what the first row of the same invoice says",
                "lo que dice la primera fila de la misma factura",
            ),
            Expected::WithinMonth => {
                ("after the start and within its month", "posterior al inicio y dentro de su mes")
            }
            Expected::KeyForEach => (
                "a key for each of the group definitions",
                "una clave para cada definición de grupo",
            ),
            Expected::Cost => (
                "a cost with its currency, such as UnblendedCost in USD",
                "un costo con su moneda, como UnblendedCost en USD",
            ),
        }
    }
}

/// What to do about an export that cannot be trusted.
const AGAIN: (&str, &str) = (
    "copy the export again from where AWS delivers it",
    "copie la exportación otra vez desde donde AWS la entrega",
);

impl CostDataError {
    /// The sentence in both languages, with place, value and remedy.
    pub fn text(&self) -> Text {
        self.of_files()
            .or_else(|| self.of_manifests())
            .or_else(|| self.of_answers())
            .or_else(|| self.of_columns())
            .or_else(|| self.of_invoices())
            .unwrap_or_else(|| self.of_rows())
    }

    fn of_files(&self) -> Option<Text> {
        Some(match self {
            CostDataError::Unreadable { file, error } => {
                let file = file.display();
                Text::new(
                    format!("`{file}`: {error}; check the name and that it may be read"),
                    format!("`{file}`: {error}; revise el nombre y los permisos de lectura"),
                )
            }
            CostDataError::Twice { first, second } => {
                let (first, second) = (first.display(), second.display());
                Text::new(
                    format!("`{first}` and `{second}` are the same export: name it once"),
                    format!("`{first}` y `{second}` son la misma exportación: indíquela una vez"),
                )
            }
            CostDataError::NoRows { files, period } => {
                let files: Vec<_> = files.iter().map(|it| format!("`{it}`")).collect();
                let files = files.join(", ");
                let of = period.map_or(String::new(), |period| format!(" {period}"));
                Text::new(
                    format!("no row of the period{of} in {files}; name the export of the period"),
                    format!(
                        "ninguna fila del período{of} en {files}; indique la exportación del período"
                    ),
                )
            }
            _ => return None,
        })
    }

    fn of_manifests(&self) -> Option<Text> {
        let (again_en, again_es) = AGAIN;
        Some(match self {
            CostDataError::NoManifest { file, error } => {
                let file = file.display();
                Text::new(
                    format!("`{file}` is no manifest of an export: {error}; {again_en}"),
                    format!("`{file}` no es el manifiesto de una exportación: {error}; {again_es}"),
                )
            }
            CostDataError::NoManifestOf { folder, tried } => {
                let folder = folder.display();
                let tried: Vec<_> = tried.iter().map(|it| format!("`{}`", it.display())).collect();
                let tried = tried.join(", ");
                Text::new(
                    format!(
                        "`{folder}` has no manifest of the period: no {tried}; name the manifest"
                    ),
                    format!(
                        "`{folder}` no tiene manifiesto del período: falta {tried}; indique el manifiesto"
                    ),
                )
            }
            CostDataError::PeriodNeeded { folder } => {
                let folder = folder.display();
                Text::new(
                    format!("`{folder}` is a folder: name a period, or the manifest of one export"),
                    format!(
                        "`{folder}` es una carpeta: indique un período o el manifiesto de una exportación"
                    ),
                )
            }
            CostDataError::FileAbsent { manifest, file } => {
                let manifest = manifest.display();
                Text::new(
                    format!("`{manifest}` names `{file}`, which is not there; {again_en}"),
                    format!("`{manifest}` nombra `{file}`, que no está; {again_es}"),
                )
            }
            CostDataError::OtherPeriod { manifest, found, asked } => {
                let manifest = manifest.display();
                Text::new(
                    format!("`{manifest}` is of {found}, not of {asked}: name that of {asked}"),
                    format!("`{manifest}` es de {found}, no de {asked}: indique el de {asked}"),
                )
            }
            _ => return None,
        })
    }

    fn of_answers(&self) -> Option<Text> {
        Some(match self {
            CostDataError::NoAnswer { file, error } => {
                let error = shown(error);
                Text::new(
                    format!("`{file}` is no answer of Cost Explorer: {error}; save it again"),
                    format!(
                        "`{file}` no es una respuesta de Cost Explorer: {error}; guárdela otra vez"
                    ),
                )
            }
            CostDataError::AnswerCutOff { file, page } => Text::new(
                format!(
                    "`{file}` lacks pages of an answer of Cost Explorer after page {page}: put all pages into one file, in their order"
                ),
                format!(
                    "a `{file}` le faltan páginas de una respuesta de Cost Explorer tras la página {page}: ponga todas en un archivo, en su orden"
                ),
            ),
            _ => return None,
        })
    }

    fn of_columns(&self) -> Option<Text> {
        Some(match self {
            CostDataError::UnknownFormat { file, columns } => {
                let columns: Vec<_> = columns.iter().map(|it| format!("`{}`", shown(it))).collect();
                let columns = columns.join(", ");
                Text::new(
                    format!(
                        "`{file}` is no cost data that is known; it begins with the columns \
                         {columns}; expected is CUR 2.0, legacy CUR or FOCUS, as CSV or parquet"
                    ),
                    format!(
                        "`{file}` no es un formato de costos conocido; comienza con las columnas \
                         {columns}; se espera CUR 2.0, CUR antiguo o FOCUS, en CSV o parquet"
                    ),
                )
            }
            CostDataError::MissingColumn { file, format, column, nearest } => {
                let near = nearest.as_deref().map(shown);
                let (near_en, near_es) = near.map_or_else(Default::default, |near| {
                    (
                        format!("; `{near}` is most like it"),
                        format!("; `{near}` es la más parecida"),
                    )
                });
                Text::new(
                    format!(
                        "`{file}` ({format}) lacks the column `{column}`{near_en}; add it to the export"
                    ),
                    format!(
                        "a `{file}` ({format}) le falta la columna `{column}`{near_es}; agréguela a la exportación"
                    ),
                )
            }
            CostDataError::ColumnTwice { file, column } => {
                let column = shown(column);
                Text::new(
                    format!("`{file}` has the column `{column}` twice; leave one of them out"),
                    format!("`{file}` tiene dos veces la columna `{column}`; deje una sola"),
                )
            }
            CostDataError::WrongType { file, column, found, expected } => {
                let (en, es) = expected.words();
                let (again_en, again_es) = AGAIN;
                Text::new(
                    format!("`{file}`, column `{column}` holds {found}, not {en}; {again_en}"),
                    format!("`{file}`, columna `{column}` contiene {found}, no {es}; {again_es}"),
                )
            }
            _ => return None,
        })
    }

    fn of_invoices(&self) -> Option<Text> {
        Some(match self {
            CostDataError::NoInvoices { file, error } => {
                let error = shown(error);
                Text::new(
                    format!(
                        "`{file}` holds no invoice of AWS: {error}; expected is an answer of `aws \
                         invoicing list-invoice-summaries`, or CSV with the columns invoice, type, \
                         period, line, amount, currency"
                    ),
                    format!(
                        "`{file}` no contiene ninguna factura de AWS: {error}; se espera una \
                         respuesta de `aws invoicing list-invoice-summaries` o un CSV con las \
                         columnas invoice, type, period, line, amount, currency"
                    ),
                )
            }
            CostDataError::InvoiceTwice { invoice, first, second } => {
                let invoice = shown(invoice);
                Text::new(
                    format!(
                        "`{first}` and `{second}` both say what AWS invoice {invoice} comes to: name it once"
                    ),
                    format!(
                        "`{first}` y `{second}` dicen ambos cuánto suma la factura {invoice} de AWS: indíquela una vez"
                    ),
                )
            }
            CostDataError::InvoiceLines { file, invoice, lines, total } => {
                let invoice = shown(invoice);
                Text::new(
                    format!(
                        "`{file}`: the lines of AWS invoice {invoice} sum to {lines}, and the \
                         invoice to {total}; state all of its lines, or none"
                    ),
                    format!(
                        "`{file}`: las líneas de la factura {invoice} de AWS suman {lines} y la \
                         factura {total}; indique todas sus líneas o ninguna"
                    ),
                )
            }
            CostDataError::PagesMissing { files } => {
                let files: Vec<_> = files.iter().map(|it| format!("`{it}`")).collect();
                let files = files.join(", ");
                Text::new(
                    format!("another page follows {files}: name all pages of the answer"),
                    format!(
                        "otra página sigue a {files}: indique todas las páginas de la respuesta"
                    ),
                )
            }
            _ => return None,
        })
    }

    fn of_rows(&self) -> Text {
        let (again_en, again_es) = AGAIN;
        match self {
            CostDataError::Value { cell, expected } => {
                let (place, (en, es)) = (cell.place(), expected.words());
                Text::new(
                    format!("{} is not {en}; {again_en}", place.en),
                    format!("{} no es {es}; {again_es}", place.es),
                )
            }
            CostDataError::MixedCurrencies { file, row, currency, before } => {
                let (currency, before) = (shown(currency), shown(before));
                Text::new(
                    format!(
                        "`{file}`, row {row} is in {currency} after rows in {before}; read one \
                         currency at a time"
                    ),
                    format!(
                        "`{file}`, fila {row} está en {currency} tras filas en {before}; lea una \
                         moneda a la vez"
                    ),
                )
            }
            CostDataError::UnknownCost { file, row, line, basis } => {
                let (basis, line) = (basis.words(), line.name());
                let (en, es) = (basis.en, basis.es);
                Text::new(
                    format!(
                        "`{file}`, row {row} ({line}) does not say its {en}: add its columns to \
                         the export, or choose another basis"
                    ),
                    format!(
                        "`{file}`, fila {row} ({line}) no dice su {es}: agregue sus columnas a la \
                         exportación o elija otra base"
                    ),
                )
            }
            CostDataError::TooLarge { file, row } => Text::new(
                format!("`{file}`, row {row}: a sum needs more than 38 digits; read fewer rows"),
                format!(
                    "`{file}`, fila {row}: una suma necesita más de 38 dígitos; lea menos filas"
                ),
            ),
            CostDataError::Damaged { file, row, error } => {
                let error = shown(error);
                let (en, es) = row.map_or_else(Default::default, |row| {
                    (format!(" after row {row}"), format!(" tras la fila {row}"))
                });
                Text::new(
                    format!("`{file}` is cut off or damaged{en}: {error}; {again_en}"),
                    format!("`{file}` está cortado o dañado{es}: {error}; {again_es}"),
                )
            }
            // The other kinds are said above.
            _ => Text::new("", ""),
        }
    }
}
