//! JSON as programs save it again, by what each of them is known to do to it.

use crate::json::string;

/// A program that reads JSON and saves it again.
#[derive(Clone, Copy, Debug)]
pub struct Program {
    /// What it is, for messages.
    pub name: &'static str,
    /// Whether it keeps integers of 2^53 and more. If not, it keeps numbers as doubles.
    pub keeps_integers: bool,
    order: Order,
    number: fn(&str) -> String,
    escape: fn(char) -> bool,
    uppercase_escapes: bool,
    /// What stands behind a comma and behind a colon.
    spaces: [&'static str; 2],
    indent: Option<&'static str>,
    line_end: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Order {
    Kept,
    Sorted,
    /// Keys that are integers come first, by their value.
    IntegersFirst,
}

const COMPACT: Program = Program {
    name: "a compact writer",
    keeps_integers: true,
    order: Order::Kept,
    number: str::to_owned,
    escape: |_| false,
    uppercase_escapes: false,
    spaces: ["", ""],
    indent: None,
    line_end: "\n",
};

/// Go's and .NET's encoders take care that their output can stand in HTML.
const HTML: [char; 3] = ['<', '>', '&'];

/// The programs.
pub const PROGRAMS: [Program; 13] = [
    COMPACT,
    Program { name: "an editor that indents", indent: Some("    "), ..COMPACT },
    Program {
        name: "an editor that indents, on Windows",
        indent: Some("\t"),
        line_end: "\r\n",
        ..COMPACT
    },
    Program {
        name: "jq",
        keeps_integers: false,
        number: javascript,
        indent: Some("  "),
        ..COMPACT
    },
    Program {
        name: "jq -S",
        keeps_integers: false,
        number: javascript,
        order: Order::Sorted,
        indent: Some("  "),
        ..COMPACT
    },
    Program {
        name: "JSON.stringify",
        keeps_integers: false,
        order: Order::IntegersFirst,
        number: javascript,
        ..COMPACT
    },
    Program {
        name: "json.dumps",
        number: python,
        escape: |c| !c.is_ascii(),
        spaces: [" ", " "],
        ..COMPACT
    },
    Program {
        name: "json.dumps(ensure_ascii=False)",
        number: python,
        spaces: [" ", " "],
        ..COMPACT
    },
    Program {
        name: "Go's json.Marshal of an any",
        keeps_integers: false,
        order: Order::Sorted,
        number: javascript,
        escape: |c| HTML.contains(&c) || matches!(c, '\u{2028}' | '\u{2029}'),
        ..COMPACT
    },
    Program {
        name: "Go's json.MarshalIndent with UseNumber",
        order: Order::Sorted,
        escape: |c| HTML.contains(&c) || matches!(c, '\u{2028}' | '\u{2029}'),
        indent: Some("  "),
        ..COMPACT
    },
    Program {
        name: "System.Text.Json",
        escape: |c| !c.is_ascii() || HTML.contains(&c) || matches!(c, '\'' | '+' | '`'),
        uppercase_escapes: true,
        ..COMPACT
    },
    Program {
        name: "ConvertTo-Json",
        number: powershell,
        escape: |c| HTML.contains(&c) || c == '\'',
        indent: Some("    "),
        line_end: "\r\n",
        ..COMPACT
    },
    Program { name: "a table of floats", keeps_integers: false, number: floats, ..COMPACT },
];

impl Program {
    /// What it makes of a JSON text.
    pub fn save(&self, text: &str) -> String {
        let mut rest = text.trim_start_matches('\u{feff}');
        let value = Json::read(&mut rest);
        assert_eq!(rest.trim(), "", "one value");
        let mut out = String::new();
        self.write(&value, 0, &mut out);
        out
    }

    fn write(&self, value: &Json, depth: usize, out: &mut String) {
        match value {
            Json::Leaf(text) if text.starts_with(['t', 'f', 'n']) => out.push_str(text),
            Json::Leaf(number) => out.push_str(&(self.number)(number)),
            Json::Text(text) => self.write_text(text, out),
            Json::Array(items) => self.write_all(['[', ']'], items, depth, out, |item, out| {
                self.write(item, depth + 1, out);
            }),
            Json::Object(members) => {
                let mut members: Vec<_> = members.iter().collect();
                match self.order {
                    Order::Kept => {}
                    Order::Sorted => members.sort_by(|a, b| a.0.cmp(&b.0)),
                    Order::IntegersFirst => {
                        members.sort_by_key(|(key, _)| key.parse::<u32>().unwrap_or(u32::MAX));
                    }
                }
                self.write_all(['{', '}'], &members, depth, out, |(key, value), out| {
                    self.write_text(key, out);
                    out.push(':');
                    out.push_str(self.indent.map_or(self.spaces[1], |_| " "));
                    self.write(value, depth + 1, out);
                });
            }
        }
    }

    fn write_all<T>(
        &self,
        [open, close]: [char; 2],
        parts: &[T],
        depth: usize,
        out: &mut String,
        write: impl Fn(&T, &mut String),
    ) {
        let new_line = |depth, out: &mut String| {
            if let Some(indent) = self.indent.filter(|_| !parts.is_empty()) {
                out.push_str(self.line_end);
                out.push_str(&indent.repeat(depth));
            }
        };
        out.push(open);
        for (i, part) in parts.iter().enumerate() {
            if i > 0 {
                out.push(',');
                out.push_str(self.spaces[0].trim_end_matches(|_| self.indent.is_some()));
            }
            new_line(depth + 1, out);
            write(part, out);
        }
        new_line(depth, out);
        out.push(close);
    }

    fn write_text(&self, text: &str, out: &mut String) {
        for c in string(text).chars() {
            if !(self.escape)(c) {
                out.push(c);
                continue;
            }
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&match self.uppercase_escapes {
                    true => format!("\\u{unit:04X}"),
                    false => format!("\\u{unit:04x}"),
                });
            }
        }
    }
}

/// `Number.prototype.toString`: a double without a point that is not needed, and an exponent for
/// the very large and the very small. jq and Go write the same.
fn javascript(number: &str) -> String {
    let d: f64 = number.parse().unwrap();
    match d.abs() {
        0.0 => "0".to_owned(),
        1e-6..1e21 => format!("{d}"),
        _ => format!("{d:e}").replace('e', "e+").replace("+-", "-"),
    }
}

/// Integers as they are, doubles as `repr` writes them.
fn python(number: &str) -> String {
    if !number.contains(['.', 'e', 'E']) {
        return number.to_owned();
    }
    let text = format!("{:?}", number.parse::<f64>().unwrap());
    match text.split_once('e') {
        None => text,
        Some((digits, exponent)) => {
            let exponent: i32 = exponent.parse().unwrap();
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{digits}e{sign}{:02}", exponent.abs())
        }
    }
}

fn powershell(number: &str) -> String {
    python(number).replace('e', "E")
}

/// Every number a double that shows that it is one.
fn floats(number: &str) -> String {
    python(&format!("{number}{}", if number.contains(['.', 'e', 'E']) { "" } else { ".0" }))
}

/// A value with its numbers as they are spelled and its members in their order.
enum Json {
    Leaf(String),
    Text(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    fn read(rest: &mut &str) -> Json {
        *rest = rest.trim_start();
        match rest.chars().next().unwrap() {
            '"' => Json::Text(read_text(rest)),
            '[' => Json::Array(read_all(rest, ']', Json::read)),
            '{' => Json::Object(read_all(rest, '}', |rest| {
                let key = read_text(rest);
                *rest = rest.trim_start().strip_prefix(':').unwrap();
                (key, Json::read(rest))
            })),
            _ => {
                let end = rest.find([',', ']', '}', ' ', '\n', '\r', '\t']).unwrap_or(rest.len());
                let (leaf, behind) = rest.split_at(end);
                *rest = behind;
                Json::Leaf(leaf.to_owned())
            }
        }
    }
}

fn read_all<T>(rest: &mut &str, close: char, read: impl Fn(&mut &str) -> T) -> Vec<T> {
    let mut parts = Vec::new();
    *rest = rest[1..].trim_start();
    while !rest.starts_with(close) {
        parts.push(read(rest));
        *rest = rest.trim_start();
        *rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
    }
    *rest = &rest[1..];
    parts
}

fn read_text(rest: &mut &str) -> String {
    let mut escaped = false;
    let end = rest[1..].find(|c| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    });
    let (literal, behind) = rest.split_at(end.unwrap() + 2);
    *rest = behind;
    serde_json::from_str(literal).unwrap()
}
