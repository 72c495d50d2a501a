//! What all pages share: the document, times, tables.

use domain::clock::{Clock, SystemClock, Timestamp};
use maud::{DOCTYPE, Markup, html};

/// A whole document around this content. `up`: the way to the first page's directory, so that it may lie below a path.
#[must_use]
pub fn frame(title: &str, up: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href={ (up) "page.css" };
                script src={ (up) "page.js" } defer {}
                noscript { meta http-equiv="refresh" content="30"; }
            }
            body {
                header {
                    a href={ (up) "./" } { "DeviantCord" }
                    form action={ (up) "find" } method="get" role="search" {
                        label for="q" { "Post, artist or server" }
                        input id="q" name="q" type="search" maxlength="500" autocomplete="off" placeholder="address, name or id";
                        button { "Show" }
                    }
                }
                main { (content) }
                footer { p id="fresh" { "As of " (when(SystemClock.now())) } }
            }
        }
    }
}

/// A time for people and for programs.
#[must_use]
pub fn when(at: Timestamp) -> Markup {
    html! { time datetime=(at.to_rfc3339()) { (at.format("%Y-%m-%d %H:%M:%S UTC")) } }
}

/// A table that scrolls by itself where it is too wide, also by keyboard.
#[must_use]
pub fn table(name: &str, heads: &[&str], rows: &Markup) -> Markup {
    html! {
        div class="scroll" role="region" aria-label=(name) tabindex="0" {
            table { thead { tr { @for head in heads { th scope="col" { (head) } } } } tbody { (rows) } }
        }
    }
}
