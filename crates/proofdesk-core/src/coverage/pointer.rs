use crate::json::{Node, Value};
use crate::marks::open;

/// Hands the value at a JSON Pointer to `see`; the pointer may lead into a text that is JSON, or
/// base64 of it.
pub fn at<R>(root: &Node<'_>, pointer: &str, see: &mut dyn FnMut(&Node<'_>) -> R) -> Option<R> {
    let token = pointer.strip_prefix('/').map(|rest| rest.split('/').next().unwrap_or_default());
    let behind = &pointer[token.map_or(0, |token| token.len() + 1)..];
    match (&root.value, token) {
        (Value::String(text), _) => {
            let opened = open(&text.text);
            match (opened.read().values.as_slice(), token) {
                ([one], _) => at(one, pointer, see),
                (_, None) => Some(see(root)),
                (several, Some(token)) => {
                    at(several.get(token.parse::<usize>().ok()?)?, behind, see)
                }
            }
        }
        (_, None) => Some(see(root)),
        (Value::Array(items), Some(token)) => {
            at(items.get(token.parse::<usize>().ok()?)?, behind, see)
        }
        (Value::Object(object), Some(token)) => {
            at(object.get(&token.replace("~1", "/").replace("~0", "~"))?, behind, see)
        }
        _ => None,
    }
}
