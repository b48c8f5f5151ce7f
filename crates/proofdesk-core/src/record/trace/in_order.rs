use super::item::Item;

/// The items of a trace in their order. Those that are alike are there once.
#[derive(Clone, Copy)]
pub(super) struct InOrder<'i> {
    pub items: &'i [Item],
    pub at: &'i [u32],
}

impl<'i> InOrder<'i> {
    pub(super) fn len(self) -> usize {
        self.at.len()
    }

    pub(super) fn iter(self) -> impl Iterator<Item = &'i Item> + Clone {
        self.at.iter().map(move |at| &self.items[*at as usize])
    }
}
