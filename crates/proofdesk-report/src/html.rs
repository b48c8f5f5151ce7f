//! The document as one HTML page: no script, nothing from elsewhere, readable by screen readers and on
//! paper.

use std::io::{self, Write};

use maud::{DOCTYPE, Markup, PreEscaped, html};
use proofdesk_engine::core::mark_len;
use proofdesk_engine::input::HTML_GENERATOR;

use crate::apart::Apart;
use crate::document::{self, Look, Page, Section, Text, Width};
use crate::words::stretches;

const STYLE: &str = include_str!("html.css");

/// What a browser may load for this page: its own style and nothing else, whatever stands in it.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

pub(crate) struct Html<'o> {
    out: &'o mut dyn Write,
    apart: Apart,
    /// A section is open.
    open: bool,
}

impl<'o> Html<'o> {
    pub(crate) fn new(out: &'o mut dyn Write) -> Self {
        Self { out, apart: Apart::default(), open: false }
    }

    fn put(&mut self, markup: Markup) -> io::Result<()> {
        self.raw(&markup.0)?;
        self.raw("\n")
    }

    fn raw(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(text.as_bytes())
    }

    fn text(&self, text: &Text) -> Markup {
        html! {
            @for (look, part) in text.told_apart(&self.apart).spans() {
                @match look {
                    Look::Plain => (marked(part)),
                    Look::Words => span class="words" { (marked(part)) },
                    Look::Strong => strong { (marked(part)) },
                    Look::Exact => code { (marked(part)) },
                    Look::Verdict(told) => {
                        span class={ "verdict " (told.code()) } {
                            span class="sign" aria-hidden="true" { (told.sign()) }
                            " " (marked(part))
                        }
                    }
                    Look::Link(number) => a href={ "#result-" (number) } { (marked(part)) },
                }
            }
        }
    }
}

/// A text whose marks are not broken over two lines.
fn marked(text: &str) -> Markup {
    html! {
        @for stretch in stretches(text) {
            @match mark_len(stretch) {
                Some(_) => span class="mark" { (stretch) },
                None => (stretch),
            }
        }
    }
}

impl Page for Html<'_> {
    fn tell_apart(&mut self, apart: Apart) {
        self.apart = apart;
    }

    fn begin(&mut self, title: &str, subtitle: &Text) -> io::Result<()> {
        self.put(html! { (DOCTYPE) })?;
        self.raw("<html lang=\"en\">\n")?;
        self.put(html! {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="generator" content=(HTML_GENERATOR);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) ", Proofdesk" }
                style { (PreEscaped(STYLE)) }
            }
        })?;
        self.raw("<body>\n")?;
        self.put(html! {
            header { h1 { (title) } p { (self.text(subtitle)) } }
        })?;
        self.raw("<main>\n")
    }

    fn contents(&mut self, contents: &[Section]) -> io::Result<()> {
        self.put(html! {
            nav aria-label="Contents" {
                ol { @for section in contents { li { a href={ "#" (section.id()) } { (section.title()) } } } }
            }
        })
    }

    fn section(&mut self, section: Section) -> io::Result<()> {
        if std::mem::replace(&mut self.open, true) {
            self.raw("</section>\n")?;
        }
        let class = if section.is_to_be_signed() { " class=\"signed\"" } else { "" };
        self.raw(&format!("<section id=\"{}\"{class}>\n", section.id()))?;
        self.put(html! { h2 { (section.title()) } })
    }

    fn heading(&mut self, number: u64, title: &Text) -> io::Result<()> {
        self.put(html! { h3 id={ "result-" (number) } { (self.text(title)) } })
    }

    fn answer(&mut self, answer: &Text) -> io::Result<()> {
        self.put(html! { p class="answer" { (self.text(answer)) } })
    }

    fn paragraph(&mut self, paragraph: &Text) -> io::Result<()> {
        self.put(html! { p { (self.text(paragraph)) } })
    }

    fn on_this_page(&mut self, most: usize, write: &document::Write<'_>) -> io::Result<()> {
        write(most, self)
    }

    fn list(&mut self, items: &[Text]) -> io::Result<()> {
        self.put(html! { ul { @for item in items { li { (self.text(item)) } } } })
    }

    fn facts(&mut self, facts: &[(&str, Text)]) -> io::Result<()> {
        self.put(html! {
            dl { @for (name, value) in facts { div { dt { (name) } dd { (self.text(value)) } } } }
        })
    }

    fn blanks(&mut self, blanks: &[(&str, Text)]) -> io::Result<()> {
        self.put(html! {
            dl class="blanks" {
                @for (name, value) in blanks {
                    div {
                        dt { (name) }
                        dd {
                            @if value.is_empty() { span class="unseen" { "left blank" } }
                            @else { (self.text(value)) }
                        }
                    }
                }
            }
        })
    }

    fn table(&mut self, caption: &str, columns: &[(&str, Width)]) -> io::Result<()> {
        self.raw("<div class=\"table\"><table>\n")?;
        let all: u32 = columns.iter().map(|(_, width)| u32::from(*width)).sum();
        let share = |width: Width| u32::from(width) * 100 / all.max(1);
        self.put(html! {
            caption { (caption) }
            colgroup { @for (_, width) in columns { col style={ "width:" (share(*width)) "%" }; } }
            thead { tr { @for (name, _) in columns { th scope="col" { (name) } } } }
        })?;
        self.raw("<tbody>\n")
    }

    fn row(&mut self, cells: &[Text]) -> io::Result<()> {
        let Some((first, rest)) = cells.split_first() else { return Ok(()) };
        self.put(html! {
            tr { th scope="row" { (self.text(first)) } @for cell in rest { td { (self.text(cell)) } } }
        })
    }

    fn end_table(&mut self) -> io::Result<()> {
        self.raw("</tbody></table></div>\n")
    }

    fn commands(&mut self, lines: &[&str]) -> io::Result<()> {
        self.put(html! { pre { code { (lines.join("\n")) } } })
    }

    fn end(&mut self) -> io::Result<()> {
        if self.open {
            self.raw("</section>\n")?;
        }
        self.raw("</main>\n</body>\n</html>\n")
    }
}
