use super::error::{JsonError, JsonErrorKind, MAX_DEPTH, MAX_VALUES};
use super::node::{Node, Object, Value};
use super::number::Number;
use super::text::Text;
use crate::text::without_mark;

/// Objects with more members than this have their keys sorted, to find duplicates and members.
/// The documented records have fewer: comparing every pair of so few keys costs less than sorting.
const PAIRWISE_LIMIT: usize = 24;

/// Reads a text that holds exactly one JSON value. A UTF-8 byte-order mark before it is skipped.
///
/// # Errors
/// The first fault in the text, with its line and column.
pub fn parse(input: &[u8]) -> Result<Node<'_>, JsonError> {
    let mut parser = Parser::new(input)?;
    let node = parser.document()?;
    if parser.at < parser.bytes.len() {
        return Err(parser.fault(JsonErrorKind::TrailingData));
    }
    Ok(node)
}

/// Reads a text that holds exactly one JSON array, one element at a time, so that the memory
/// needed is that of one element.
///
/// # Errors
/// When the text is not UTF-8 or does not begin with an array.
pub fn elements(input: &[u8]) -> Result<Elements<'_>, JsonError> {
    let mut parser = Parser::new(input)?;
    parser.skip_space();
    if parser.peek() != Some(b'[') {
        return Err(parser.syntax("expected an array"));
    }
    parser.at += 1;
    parser.depth = 1;
    Ok(Elements { parser, state: ElementsState::First })
}

/// The iterator behind [`elements`]. After an error it ends.
#[derive(Debug)]
pub struct Elements<'a> {
    parser: Parser<'a>,
    state: ElementsState,
}

#[derive(Debug, PartialEq)]
enum ElementsState {
    First,
    Later,
    Done,
}

impl<'a> Iterator for Elements<'a> {
    type Item = Result<Node<'a>, JsonError>;

    fn next(&mut self) -> Option<Self::Item> {
        // One element is in memory at a time.
        self.parser.values = 0;
        let result = match self.state {
            ElementsState::Done => return None,
            ElementsState::First => self.parser.first_element(),
            ElementsState::Later => self.parser.later_element(),
        };
        self.state = match &result {
            Ok(Some(_)) => ElementsState::Later,
            Ok(None) | Err(_) => ElementsState::Done,
        };
        result
            .and_then(|node| match node {
                Some(node) => Ok(Some(node)),
                None => {
                    self.parser.skip_space();
                    match self.parser.at < self.parser.bytes.len() {
                        true => Err(self.parser.fault(JsonErrorKind::TrailingData)),
                        false => Ok(None),
                    }
                }
            })
            .transpose()
    }
}

/// Reads the values that stand one behind the other in a text, each separated from the next by white
/// space, a comma, or a record separator (RFC 7464). Objects and arrays end by themselves; a text that goes on
/// directly behind any other value is none of such values, as in the cells of a table or in hexadecimal.
///
/// # Errors
/// When the text is not UTF-8.
pub fn values(input: &[u8]) -> Result<Values<'_>, JsonError> {
    Ok(Values { parser: Parser::new(input)?, failed: false })
}

/// Reads them as [`values()`] does, in what is known to be UTF-8.
pub fn values_of(text: &str) -> Values<'_> {
    Values { parser: Parser::of(text), failed: false }
}

/// The iterator behind [`values()`]. After an error it ends.
#[derive(Debug)]
pub struct Values<'a> {
    parser: Parser<'a>,
    failed: bool,
}

impl<'a> Iterator for Values<'a> {
    type Item = Result<Node<'a>, JsonError>;

    fn next(&mut self) -> Option<Self::Item> {
        let parser = &mut self.parser;
        let is_between = |next| matches!(next, b' ' | b'\n' | b'\r' | b'\t' | b',' | 0x1E);
        while parser.peek().is_some_and(is_between) {
            parser.at += 1;
        }
        if self.failed || parser.at == parser.bytes.len() {
            return None;
        }
        (parser.values, parser.depth) = (0, 0);
        let value = parser.value().and_then(|node| match (&node.value, parser.peek()) {
            (Value::Object(_) | Value::Array(_), _) | (_, None) => Ok(node),
            (_, Some(next)) if is_between(next) => Ok(node),
            _ => Err(parser.syntax("expected white space or a comma between values")),
        });
        self.failed = value.is_err();
        Some(value)
    }
}

/// Doubles the room from one element on. Millions of small arrays, each shrunk from the room for four,
/// would leave as many holes.
fn make_room<T>(elements: &mut Vec<T>) {
    if elements.len() == elements.capacity() {
        elements.reserve_exact(elements.len().max(1));
    }
}

#[derive(Debug)]
struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    depth: usize,
    values: usize,
}

impl<'a> Parser<'a> {
    fn new(input: &'a [u8]) -> Result<Self, JsonError> {
        if input.len() > u32::MAX as usize {
            return Err(JsonError::at(&[], 0, JsonErrorKind::TooLong));
        }
        let text = std::str::from_utf8(input)
            .map_err(|e| JsonError::at(input, e.valid_up_to(), JsonErrorKind::InvalidUtf8))?;
        Ok(Self::of(text))
    }

    fn of(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let at = bytes.len() - without_mark(bytes).len();
        Self { text, bytes, at, depth: 0, values: 0 }
    }

    fn fault(&self, kind: JsonErrorKind) -> JsonError {
        JsonError::at(self.bytes, self.at, kind)
    }

    fn syntax(&self, expected: &'static str) -> JsonError {
        match self.at < self.bytes.len() {
            true => self.fault(JsonErrorKind::Syntax(expected)),
            false => self.fault(JsonErrorKind::UnexpectedEnd),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn document(&mut self) -> Result<Node<'a>, JsonError> {
        self.skip_space();
        let node = self.value()?;
        self.skip_space();
        Ok(node)
    }

    fn value(&mut self) -> Result<Node<'a>, JsonError> {
        let start = self.at;
        self.values += 1;
        if self.values > MAX_VALUES {
            return Err(self.fault(JsonErrorKind::TooManyValues));
        }
        let value = match self.peek() {
            Some(b'"') => Value::String(self.string()?),
            Some(b'{') => self.nested(Self::object)?,
            Some(b'[') => self.nested(Self::array)?,
            Some(b'-' | b'0'..=b'9') => Value::Number(self.number()?),
            Some(b't') => self.word("true", Value::Bool(true))?,
            Some(b'f') => self.word("false", Value::Bool(false))?,
            Some(b'n') => self.word("null", Value::Null)?,
            _ => return Err(self.syntax("expected a value")),
        };
        // Longer texts are refused.
        Ok(Node { start: start as u32, end: self.at as u32, value })
    }

    fn word(&mut self, word: &'static str, value: Value<'a>) -> Result<Value<'a>, JsonError> {
        if !self.bytes[self.at..].starts_with(word.as_bytes()) {
            return Err(self.syntax("expected true, false or null"));
        }
        self.at += word.len();
        Ok(value)
    }

    fn nested(
        &mut self,
        read: fn(&mut Self) -> Result<Value<'a>, JsonError>,
    ) -> Result<Value<'a>, JsonError> {
        if self.depth == MAX_DEPTH {
            return Err(self.fault(JsonErrorKind::TooDeep));
        }
        self.depth += 1;
        self.at += 1;
        let value = read(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn array(&mut self) -> Result<Value<'a>, JsonError> {
        let mut items = Vec::new();
        let mut next = self.first_element()?;
        while let Some(node) = next {
            make_room(&mut items);
            items.push(node);
            next = self.later_element()?;
        }
        Ok(Value::Array(items.into()))
    }

    /// The element behind `[`, or `None` at `]`, which it consumes.
    fn first_element(&mut self) -> Result<Option<Node<'a>>, JsonError> {
        self.skip_space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(None);
        }
        self.value().map(Some)
    }

    /// The element behind a comma, or `None` at `]`, which it consumes.
    fn later_element(&mut self) -> Result<Option<Node<'a>>, JsonError> {
        self.skip_space();
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                self.skip_space();
                self.value().map(Some)
            }
            Some(b']') => {
                self.at += 1;
                Ok(None)
            }
            _ => Err(self.syntax("expected , or ] in an array")),
        }
    }

    fn object(&mut self) -> Result<Value<'a>, JsonError> {
        self.skip_space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Object(Object::default()));
        }
        // A record has some fifteen members.
        let room = if self.depth == 1 { 16 } else { 0 };
        let mut members: Vec<(Text<'a>, Node<'a>)> = Vec::with_capacity(room);
        // Where the keys that are not compared pairwise stand.
        let mut positions = Vec::new();
        loop {
            self.skip_space();
            if self.peek() != Some(b'"') {
                return Err(self.syntax("expected a key in double quotes"));
            }
            let position = self.at;
            let key = self.string()?;
            if members.len() >= PAIRWISE_LIMIT {
                positions.push(position);
            } else if members.iter().any(|(k, _)| k.text == key.text) {
                return Err(self.duplicate(position, &key));
            }
            self.skip_space();
            if self.peek() != Some(b':') {
                return Err(self.syntax("expected : behind a key"));
            }
            self.at += 1;
            self.skip_space();
            let value = self.value()?;
            make_room(&mut members);
            members.push((key, value));
            self.skip_space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => break self.at += 1,
                _ => return Err(self.syntax("expected , or } in an object")),
            }
        }
        let by_key = match members.len() > PAIRWISE_LIMIT {
            true => Some(self.order(&members, &positions)?),
            false => None,
        };
        Ok(Value::Object(Object::new(members, by_key)))
    }

    /// The places of a large object's members in the order of their keys. A repeated key is found
    /// in `n log n` steps, whatever keys an adversary chooses; of several repeats the one that
    /// comes first in the text is named.
    fn order(
        &self,
        members: &[(Text<'a>, Node<'a>)],
        positions: &[usize],
    ) -> Result<Vec<u32>, JsonError> {
        let mut order: Vec<u32> = (0..members.len() as u32).collect();
        let key = |i: u32| &*members[i as usize].0.text;
        order.sort_by(|&a, &b| key(a).cmp(key(b)).then(a.cmp(&b)));
        let repeat = order.windows(2).filter(|w| key(w[0]) == key(w[1])).map(|w| w[1]).min();
        match repeat.map(|i| i as usize) {
            // A repeat among the first would have been found at once.
            Some(i) => Err(self.duplicate(positions[i - PAIRWISE_LIMIT], &members[i].0)),
            None => Ok(order),
        }
    }

    fn duplicate(&self, position: usize, key: &Text<'_>) -> JsonError {
        // Bounded: the key is evidence in a message, not data.
        let shown = key.text.chars().take(80).collect();
        JsonError::at(self.bytes, position, JsonErrorKind::DuplicateKey(shown))
    }

    fn number(&mut self) -> Result<Number<'a>, JsonError> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.peek() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits(),
            _ => return Err(self.syntax("expected a digit")),
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.one_or_more_digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.one_or_more_digits()?;
        }
        Number::from_spelling(&self.text[start..self.at])
            .ok_or_else(|| JsonError::at(self.bytes, start, JsonErrorKind::NumberOutOfRange))
    }

    fn digits(&mut self) {
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
    }

    fn one_or_more_digits(&mut self) -> Result<(), JsonError> {
        match self.peek() {
            Some(b'0'..=b'9') => self.digits(),
            _ => return Err(self.syntax("expected a digit")),
        }
        Ok(())
    }

    /// Reads the string whose opening quote is at the current place.
    fn string(&mut self) -> Result<Text<'a>, JsonError> {
        self.at += 1;
        let mut piece = self.at;
        let mut owned = String::new();
        let mut unpaired_surrogate = false;
        loop {
            let ends = |b: &u8| matches!(b, b'"' | b'\\' | 0x00..=0x1F);
            let plain = self.bytes[self.at..].iter().position(ends);
            self.at = plain.map_or(self.bytes.len(), |plain| self.at + plain);
            match self.peek() {
                Some(b'"') => {
                    let last = &self.text[piece..self.at];
                    self.at += 1;
                    if owned.is_empty() {
                        return Ok(Text::plain(last));
                    }
                    owned.push_str(last);
                    return Ok(Text::escaped(owned, unpaired_surrogate));
                }
                Some(b'\\') => {
                    owned.push_str(&self.text[piece..self.at]);
                    self.at += 1;
                    match self.escape()? {
                        Some(c) => owned.push(c),
                        None => {
                            unpaired_surrogate = true;
                            owned.push(char::REPLACEMENT_CHARACTER);
                        }
                    }
                    piece = self.at;
                }
                Some(b'\n' | b'\r') => {
                    return Err(self.syntax("a line break inside a text, where JSON allows none"));
                }
                Some(_) => {
                    return Err(
                        self.syntax("a control character inside a text, where JSON allows none")
                    );
                }
                None => return Err(self.syntax("")),
            }
        }
    }

    /// Reads what follows a backslash; `None` is an unpaired surrogate.
    fn escape(&mut self) -> Result<Option<char>, JsonError> {
        let c = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                return self.unicode_escape();
            }
            _ => return Err(self.syntax("an escape that JSON does not know")),
        };
        self.at += 1;
        Ok(Some(c))
    }

    fn unicode_escape(&mut self) -> Result<Option<char>, JsonError> {
        let unit = self.hex4()?;
        if !(0xD800..0xDC00).contains(&unit) {
            return Ok(char::from_u32(unit));
        }
        // A high surrogate needs a low one right behind it. If what follows is another escape,
        // it stands for itself.
        let back = self.at;
        if self.bytes[self.at..].starts_with(b"\\u") {
            self.at += 2;
            let low = self.hex4()?;
            if (0xDC00..0xE000).contains(&low) {
                return Ok(char::from_u32(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)));
            }
            self.at = back;
        }
        Ok(None)
    }

    fn hex4(&mut self) -> Result<u32, JsonError> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|b| char::from(b).to_digit(16));
            match digit {
                Some(digit) => unit = unit * 16 + digit,
                None => return Err(self.syntax("expected four hexadecimal digits")),
            }
            self.at += 1;
        }
        Ok(unit)
    }
}
