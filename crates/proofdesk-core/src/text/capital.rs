/// A text with its first letter in upper case, as at the beginning of a sentence.
pub fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().into_iter().flat_map(char::to_uppercase).chain(rest).collect()
}
