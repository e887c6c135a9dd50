//! Reads YAML into the tree.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput};

use super::{
    node::{Key, Node, Value},
    unreadable::{MAX_DEPTH, empty, refuse_repeated, too_deep, unreadable},
};
use crate::{
    finding::Finding,
    positions::Position,
    text::{Text, text},
};

/// The most values a YAML text may unfold to; aliases could otherwise grow without bound.
const MAX_NODES: usize = 200_000;

pub(super) fn parse(text: &str) -> Result<Node, Finding> {
    let mut reader =
        Reader { parser: Parser::new_from_str(text), anchors: BTreeMap::new(), nodes: 0 };
    let (first, at) = reader.next_content().map_err(|finding| indented(text, finding))?;
    let node = match first {
        Event::StreamEnd => {
            return Err(empty(at));
        }
        event => reader.node(event, at, 0).map_err(|finding| indented(text, finding))?,
    };
    let (last, at) = reader.next_content().map_err(|finding| indented(text, finding))?;
    if last != Event::StreamEnd {
        return Err(unreadable(
            at,
            Text::new("the text holds several documents", "el texto contiene varios documentos"),
        ));
    }
    Ok(node)
}

struct Reader<'a> {
    parser: Parser<'a, StrInput<'a>>,
    anchors: BTreeMap<usize, (Node, usize)>,
    nodes: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Position), Finding> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => Ok((event, position(&span))),
            Some(Err(error)) => Err(scan_error(&error)),
            None => Ok((Event::StreamEnd, Position { line: 1, column: 1 })),
        }
    }

    /// Skips the marks of stream and document.
    fn next_content(&mut self) -> Result<(Event<'a>, Position), Finding> {
        loop {
            let (event, at) = self.next()?;
            if !matches!(
                event,
                Event::Nothing | Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd
            ) {
                return Ok((event, at));
            }
        }
    }

    fn node(&mut self, event: Event<'a>, at: Position, depth: usize) -> Result<Node, Finding> {
        if depth > MAX_DEPTH {
            return Err(too_deep(at));
        }
        self.count(1, at)?;
        let before = self.nodes;
        let (value, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                refuse_tag(tag.is_some(), at)?;
                (scalar(text.into_owned(), style), anchor)
            }
            Event::SequenceStart(anchor, tag) => {
                refuse_tag(tag.is_some(), at)?;
                (Value::List(self.list(depth)?), anchor)
            }
            Event::MappingStart(anchor, tag) => {
                refuse_tag(tag.is_some(), at)?;
                (Value::Table(self.table(depth)?), anchor)
            }
            Event::Alias(anchor) => return self.alias(anchor, at),
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd
            | Event::SequenceEnd
            | Event::MappingEnd => {
                return Err(unreadable(
                    at,
                    Text::new(
                        "not valid YAML: a value is missing",
                        "no es YAML válido: falta un valor",
                    ),
                ));
            }
        };
        let node = Node { position: at, value };
        if anchor != 0 {
            let size = self.nodes.saturating_sub(before).saturating_add(1);
            self.anchors.insert(anchor, (node.clone(), size));
        }
        Ok(node)
    }

    fn list(&mut self, depth: usize) -> Result<Vec<Node>, Finding> {
        let mut items = Vec::new();
        loop {
            let (event, at) = self.next()?;
            if event == Event::SequenceEnd {
                return Ok(items);
            }
            items.push(self.node(event, at, depth.saturating_add(1))?);
        }
    }

    fn table(&mut self, depth: usize) -> Result<Vec<(Key, Node)>, Finding> {
        let mut entries = Vec::new();
        loop {
            let (event, position) = self.next()?;
            let name = match event {
                Event::MappingEnd => {
                    refuse_repeated(&entries)?;
                    return Ok(entries);
                }
                Event::Scalar(text, ..) => text.into_owned(),
                _ => {
                    return Err(unreadable(
                        position,
                        Text::new("a name must be a text", "un nombre debe ser un texto"),
                    ));
                }
            };
            let (event, at) = self.next()?;
            let value = self.node(event, at, depth.saturating_add(1))?;
            entries.push((Key { name, position }, value));
        }
    }

    fn alias(&mut self, anchor: usize, at: Position) -> Result<Node, Finding> {
        let Some((node, size)) = self.anchors.get(&anchor).cloned() else {
            return Err(unreadable(
                at,
                Text::new(
                    "the alias stands inside its own anchor",
                    "el alias está dentro de su propia ancla",
                ),
            ));
        };
        self.count(size, at)?;
        Ok(node)
    }

    fn count(&mut self, nodes: usize, at: Position) -> Result<(), Finding> {
        self.nodes = self.nodes.saturating_add(nodes);
        if self.nodes <= MAX_NODES {
            return Ok(());
        }
        Err(unreadable(
            at,
            text!(
                "the text unfolds to more than {MAX_NODES} values",
                "el texto se despliega en más de {MAX_NODES} valores"
            ),
        ))
    }
}

fn refuse_tag(tagged: bool, at: Position) -> Result<(), Finding> {
    if tagged {
        return Err(unreadable(
            at,
            Text::new(
                "YAML tags are not understood here",
                "aquí no se entienden las etiquetas de YAML",
            ),
        ));
    }
    Ok(())
}

fn scalar(text: String, style: ScalarStyle) -> Value {
    match (style, text.as_str()) {
        (ScalarStyle::Plain, "" | "~" | "null") => Value::Null,
        (ScalarStyle::Plain, "true") => Value::Bool(true),
        (ScalarStyle::Plain, "false") => Value::Bool(false),
        (ScalarStyle::Plain, _) => Value::Plain(text),
        _ => Value::Text(text),
    }
}

fn position(span: &Span) -> Position {
    Position { line: span.start.line(), column: span.start.col().saturating_add(1) }
}

/// The finding about a text that is indented by a tab, where that is what stopped the reader: it
/// notices only later, and says so in other words.
fn indented(text: &str, finding: Finding) -> Finding {
    let Some(stopped) = finding.position.filter(|_| finding.rule == "F1") else { return finding };
    let tab = (1..).zip(text.lines()).find_map(|(line, content)| {
        let blank = content.len().saturating_sub(content.trim_start().len());
        let column = content.get(..blank)?.chars().position(|it| it == '\t')?;
        let said = line <= stopped.line.saturating_add(1) && !content.trim().is_empty();
        said.then(|| Position { line, column: column.saturating_add(1) })
    });
    let Some(position) = tab else { return finding };
    Finding {
        position: Some(position),
        message: Text::new(
            "the line is indented with a tab, which YAML does not allow",
            "la línea está sangrada con un tabulador, lo que YAML no permite",
        ),
        help: Some(Text::new("use spaces", "use espacios")),
        ..finding
    }
}

fn scan_error(error: &ScanError) -> Finding {
    let marker = error.marker();
    let at = Position { line: marker.line().max(1), column: marker.col().saturating_add(1) };
    let info = error.info();
    unreadable(
        at,
        Text::new(
            format!("not valid YAML: {info}"),
            format!("no es YAML válido (mensaje del lector: {info})"),
        ),
    )
}
