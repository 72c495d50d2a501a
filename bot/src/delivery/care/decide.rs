//! What a sent message should show now. Pure.

use crate::card::{Guise, Piece, embeds_of, fingerprint, text_of};
use crate::language::{self, Language};
use domain::care::{Cared, Deleted, Form, Rendering};
use domain::id::{NotificationId, PostId};
use domain::notification::{Due, Subject};
use domain::watch::Style;
use serde_json::{Value, json};
use store::care::{Member, Treated};
use uuid::Uuid;

/// A message, with what its rendering depends on.
pub(super) struct Case<'a> {
    /// Its posts, in the order of the message.
    pub members: &'a [Member],
    /// Whether mature posts may be shown in its channel.
    pub restricted: bool,
    /// What its server wants of posts that are gone.
    pub deleted: Deleted,
    /// The post because of which it is looked at.
    pub changed: PostId,
}

/// What has to be done.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Act {
    /// Nothing: it is as it should be.
    Keep,
    /// It is edited.
    Edit(Edit),
    /// It is removed, for this reason.
    Remove(Cared),
}

/// A change of a message.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Edit {
    /// The body of the request.
    pub body: Value,
    /// What is noted before it is asked for: from then on nobody knows what the message shows. None: that is noted already.
    pub begun: Option<Treated>,
    /// What is noted when it is done.
    pub treated: Treated,
    /// It takes away what may not be shown: where it is refused, the message has to go.
    pub must: bool,
}

impl Act {
    /// What has to be done about this message.
    pub fn of(case: &Case<'_>) -> Self {
        let members = case.members;
        if members.is_empty() || members.iter().any(|member| member.care.is_some_and(Cared::ends)) {
            return Self::Keep;
        }
        let must = members.iter().any(|member| case.forbids(member) && !is_bare(member));
        if case.deleted == Deleted::Remove && members.iter().all(|member| member.due.post_removed) {
            return Self::Remove(Cared::RemovedGone);
        }
        let Some(form) = form(members) else {
            // Nobody knows what it looks like.
            return if must { Self::Remove(Cared::RemovedMature) } else { Self::Keep };
        };
        match form {
            // The preview is Discord's, and would stay.
            Form::Link | Form::Line | Form::Plain if must => Self::Remove(Cared::RemovedMature),
            Form::Link | Form::Line | Form::Plain => case.text(form),
            _ => case.rendered(form, must),
        }
    }
}

impl Case<'_> {
    /// Whether the channel may not show this post.
    fn forbids(&self, member: &Member) -> bool {
        let Subject::Card { post, .. } = &member.due.subject else { return false };
        let wanted = member.due.watch.as_ref().is_none_or(|watch| watch.wish.mature);
        post.mature && !(self.restricted && wanted)
    }

    fn guise(&self, member: &Member) -> Guise {
        if member.due.post_removed && self.deleted != Deleted::Leave {
            Guise::Struck
        } else if self.forbids(member) || member.care == Some(Cared::Veiled) {
            // What was veiled once stays so, also when the post is no longer mature.
            Guise::Veiled
        } else {
            Guise::Open
        }
    }

    /// A link or a plain text is changed only where its post is gone, or back; a line also where it says something else by now.
    fn text(&self, form: Form) -> Act {
        let Some(member) = self.members.first() else { return Act::Keep };
        let unknown = member.shown.is_some_and(|shown| shown.print.is_nil());
        let back = unknown || member.care == Some(Cared::Struck);
        let guise = self.guise(member);
        let body = |content: &str| json!({ "content": content, "embeds": [] });
        let written = || match guise {
            Guise::Struck => {
                let text = Piece::again(&member.due, Style::Card, Guise::Struck)?.struck_text();
                Some((body(&text), fingerprint(&json!(text))))
            }
            Guise::Open if form == Form::Line => {
                let text = text_of(&member.due, form)?;
                Some((body(&text), fingerprint(&json!(text))))
            }
            // As it was sent: its text is not compared.
            Guise::Open | Guise::Veiled => Some((body(&text_of(&member.due, form)?), fingerprint(&Value::Null))),
        };
        let changes = guise == Guise::Struck || guise == Guise::Open && (back || form == Form::Line);
        if changes { self.edit(form, false, written) } else { Act::Keep }
    }

    fn rendered(&self, form: Form, must: bool) -> Act {
        let style = if matches!(form, Form::Compact | Form::CompactCards) { Style::Compact } else { Style::Card };
        let pieces = self.members.iter().map(|member| Piece::again(&member.due, style, self.guise(member)));
        // What cannot be read cannot be rendered, nor left out.
        let Some(pieces) = pieces.collect::<Option<Vec<_>>>() else {
            return if must { Act::Remove(Cared::RemovedMature) } else { Act::Keep };
        };
        self.edit(form, must, || {
            let embeds = json!(embeds_of(&pieces, form));
            let print = fingerprint(&embeds);
            Some((json!({ "embeds": embeds }), print))
        })
    }

    /// Keeps the message where it shows already, in whichever language, what is `written` now: a server that changes its language does not have the
    /// messages of two weeks edited. An edit for another reason is in the language of today.
    fn edit(&self, form: Form, must: bool, written: impl Fn() -> Option<(Value, Uuid)>) -> Act {
        let today = self.members.first().map(|member| member.due.language).unwrap_or_default();
        let Some((mut body, print)) = language::with(today, &written) else { return Act::Keep };
        let shown = Rendering { form, print };
        let shows = |print: Uuid| self.members.iter().all(|member| member.shown == Some(Rendering { form, print }));
        let known = self.members.iter().all(|member| member.shown.is_some_and(|shown| shown.form == form && !shown.print.is_nil()));
        let others = || Language::OFFERED.into_iter().filter_map(|language| language::with(language, &written));
        if shows(print) || known && others().any(|(_, print)| shows(print)) {
            return Act::Keep;
        }
        // An edit mentions nobody again, whatever the text says.
        body["allowed_mentions"] = json!({ "parse": [] });
        let members = self.members.iter().map(|member| (member.due.id, self.cared(member))).collect();
        let treated = Treated { members, shown: Some(shown), note: None };
        Act::Edit(Edit { body, begun: self.begun(shown.form), treated, must })
    }

    /// The message may show anything once an edit is asked for: a kill may keep its outcome from being noted.
    fn begun(&self, form: Form) -> Option<Treated> {
        let nobody_knows = Rendering { form, print: Uuid::nil() };
        let bared = |member: &Member| (is_bare(member) && self.guise(member) == Guise::Open).then_some(Cared::Waits);
        let members: Vec<_> = self.members.iter().map(|member| (member.due.id, bared(member))).collect();
        let news = self.members.iter().any(|member| member.shown != Some(nobody_knows)) || members.iter().any(|(_, cared)| cared.is_some());
        news.then_some(Treated { members, shown: Some(nobody_knows), note: None })
    }

    /// What the edit does because of this post.
    fn cared(&self, member: &Member) -> Option<Cared> {
        match self.guise(member) {
            Guise::Struck => Some(Cared::Struck),
            Guise::Veiled => Some(Cared::Veiled),
            Guise::Open => (is_of(&member.due, self.changed) || member.care.is_some()).then_some(Cared::Edited),
        }
    }

    /// The notifications of the post that changed; where the message has none, all.
    pub fn concerned(&self) -> Vec<NotificationId> {
        let ids = |all: bool| self.members.iter().map(|member| &member.due).filter(move |due| all || is_of(due, self.changed));
        let some: Vec<_> = ids(false).map(|due| due.id).collect();
        if some.is_empty() { ids(true).map(|due| due.id).collect() } else { some }
    }
}

/// Whether the message shows neither picture nor text of this post already.
pub(super) const fn is_bare(member: &Member) -> bool {
    matches!(member.care, Some(Cared::Veiled | Cared::Struck))
}

fn is_of(due: &Due, changed: PostId) -> bool {
    matches!(&due.subject, Subject::Card { post, .. } if post.id == changed)
}

/// How the message shows its posts: as it was noted, else as its watch would. None: nobody knows.
fn form(members: &[Member]) -> Option<Form> {
    let noted = members.iter().find_map(|member| member.shown).map(|shown| shown.form);
    noted.or_else(|| {
        let style = members.first()?.due.watch.as_ref()?.wish.style;
        Some(match (style, members.len()) {
            (Style::Card, 1) => Form::Card,
            (Style::Compact, 1) => Form::Compact,
            (Style::Link, 1) => Form::Link,
            (Style::Line, 1) => Form::Line,
            (Style::Card, _) => Form::Cards,
            (Style::Compact, _) => Form::CompactCards,
            (Style::Link | Style::Line, _) => Form::List,
        })
    })
}
