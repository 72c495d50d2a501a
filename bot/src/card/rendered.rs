//! What a message shows, so that it is recognised, and what a message that was sent shows now. Pure.

use super::batch::{self, Form as Several};
use super::piece::Piece;
use super::{embed, link, template};
use domain::care::Form;
use domain::notification::{Due, Subject};
use domain::watch::Style;
use serde_json::Value;
use serenity::builder::CreateEmbed;
use uuid::Uuid;

/// The embeds of a message of this form for these posts, as they are now, in the language that holds; none for a message that is only text.
pub(crate) fn embeds_of(posts: &[Piece<'_>], form: Form) -> Vec<CreateEmbed> {
    match form {
        Form::Card | Form::Compact => posts.first().map(Piece::embed).into_iter().collect(),
        Form::Cards | Form::CompactCards => batch::again(posts, Several::Cards),
        Form::List => batch::again(posts, Several::List),
        Form::Link | Form::Line | Form::Plain => Vec::new(),
    }
}

/// The text of a message of this form for this post, without mentions, in the language that holds. None: it is no form of text, or there is nothing to write.
pub(crate) fn text_of(due: &Due, form: Form) -> Option<String> {
    match (form, &due.subject) {
        (Form::Link, Subject::Card { post, .. }) => post.url.as_deref().and_then(link::allowed),
        (Form::Line, Subject::Card { post, artist }) => template::line_of(post, artist, due.watch.as_ref(), due.group_folder.as_deref()),
        (Form::Plain, Subject::Card { .. }) => Some(embed::plain_text(due)),
        _ => None,
    }
}

/// What is recognised of a message: its embeds, as the request that sends them has them; the text of a line; null of other texts.
pub(crate) fn fingerprint(embeds: &Value) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, embeds.to_string().as_bytes())
}

/// The form of a message that is sent with this body.
pub(crate) fn form_of(style: Style, several: Option<Several>, plain: bool, body: &Value) -> Form {
    let cards = body.get("embeds").and_then(Value::as_array).is_some_and(|embeds| !embeds.is_empty());
    match (several, style) {
        (Some(Several::List), _) => Form::List,
        (Some(Several::Cards), Style::Compact) => Form::CompactCards,
        (Some(Several::Cards), Style::Card | Style::Link | Style::Line) => Form::Cards,
        (None, _) if plain => Form::Plain,
        (None, Style::Line) if !cards => Form::Line,
        (None, _) if !cards => Form::Link,
        (None, Style::Compact) => Form::Compact,
        (None, Style::Card | Style::Link | Style::Line) => Form::Card,
    }
}
