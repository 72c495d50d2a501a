//! What a server has set for those options of its watches that they do not set themselves, and what follows for a watch: decided here, and nowhere
//! else.

use crate::id::RoleId;
use crate::inherit::Aspect;
use crate::rhythm::{Digest, Quiet};
use crate::watch::{CatchUp, MatureWay, NewWatch, Ping, Style, What};

/// A server's defaults; None: as it is where a server has set nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Defaults {
    /// Which kinds of post.
    pub what: Option<What>,
    /// Some(false): no mature posts. Else they go the way of `mature_way`.
    pub mature: Option<bool>,
    /// Where mature posts go; None: into age-restricted channels, and elsewhere they are left out.
    pub mature_way: Option<MatureWay>,
    /// The role that watches mention.
    pub ping: Option<RoleId>,
    /// How posts are shown; not by a template.
    pub style: Option<Style>,
    /// How often posts come; None: each at once.
    pub rhythm: Option<Digest>,
    /// When it is quiet; None: never.
    pub quiet: Option<Quiet>,
    /// What happens with posts that could not be delivered for a while.
    pub catch_up: Option<CatchUp>,
}

/// What is known of the channel of a watch, and of the one who changes something there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ground {
    /// It is age-restricted.
    pub age_restricted: bool,
    /// They may mention any role there, and have it done by what they change.
    pub by_right: bool,
}

impl Defaults {
    /// Which kinds of post.
    #[must_use]
    pub fn what(&self) -> What {
        self.what.unwrap_or(What::Everything)
    }

    /// How posts are shown.
    #[must_use]
    pub fn style(&self) -> Style {
        self.style.filter(|style| *style != Style::Line).unwrap_or_default()
    }

    /// What happens with posts that could not be delivered for a while.
    #[must_use]
    pub fn catch_up(&self) -> CatchUp {
        self.catch_up.unwrap_or_default()
    }

    /// Whether mature posts are wanted in a channel that is age-restricted or not, and where they go.
    #[must_use]
    pub fn mature(&self, age_restricted: bool) -> (bool, MatureWay) {
        match (self.mature, self.mature_way.unwrap_or_default()) {
            (Some(false), _) => (false, MatureWay::default()),
            (_, MatureWay::Restricted) => (age_restricted, MatureWay::Restricted),
            (_, way) => (true, way),
        }
    }

    /// A watch with these defaults for what it inherits. Its own options, its channel, and from when on it announces stay as they are. `ground`: of
    /// its channel; None: not known, and what depends on it stays.
    #[must_use]
    pub fn applied(&self, mut wish: NewWatch, ground: Option<Ground>) -> NewWatch {
        if wish.folder.is_some() || wish.group {
            wish.inherits = wish.inherits.without(Aspect::What);
        }
        wish.inherits.iter().fold(wish, |wish, aspect| self.with(wish, aspect, ground))
    }

    fn with(&self, mut wish: NewWatch, aspect: Aspect, ground: Option<Ground>) -> NewWatch {
        match aspect {
            Aspect::What => wish.what = self.what(),
            Aspect::Mature => {
                let wanted = wish.mature && wish.mature_way == MatureWay::Restricted;
                (wish.mature, wish.mature_way) = self.mature(ground.map_or(wanted, |ground| ground.age_restricted));
            }
            Aspect::Ping => {
                let before = wish.ping;
                // By the right of one who had it mentioned, now or before.
                let by_right =
                    |role| ground.is_some_and(|ground| ground.by_right) || before.is_some_and(|ping| ping == Ping { role, by_right: true });
                wish.ping = self.ping.map(|role| Ping { role, by_right: by_right(role) });
            }
            Aspect::Style => wish = wish.style(self.style()),
            Aspect::Rhythm => wish.rhythm.digest = self.rhythm,
            Aspect::Quiet => wish.rhythm.quiet = self.quiet,
            Aspect::CatchUp => wish.catch_up = self.catch_up(),
        }
        wish
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::id::{ArtistId, ChannelId, FolderId, GuildId};
    use crate::inherit::Inherited;
    use crate::rhythm::Rhythm;
    use crate::template::Template;
    use uuid::Uuid;

    fn wish(inherits: Inherited) -> NewWatch {
        let wish = NewWatch::new(GuildId(1), ChannelId(2), ArtistId(Uuid::nil()), "a", Timestamp::UNIX_EPOCH);
        NewWatch { inherits, ..wish }
    }

    fn defaults() -> Defaults {
        Defaults {
            what: Some(What::Journals),
            mature: None,
            mature_way: Some(MatureWay::Veiled),
            ping: Some(RoleId(7)),
            style: Some(Style::Compact),
            rhythm: "daily 09".parse().ok(),
            quiet: "22:00-08:00 silently".parse().ok(),
            catch_up: Some(CatchUp::NEWEST),
        }
    }

    fn all_set(inherits: Inherited) -> NewWatch {
        wish(inherits)
            .what(What::Journals)
            .mature(true)
            .mature_way(MatureWay::Veiled)
            .ping(Ping { role: RoleId(7), by_right: false })
            .style(Style::Compact)
            .rhythm(Rhythm { digest: "daily 09".parse().ok(), quiet: "22:00-08:00 silently".parse().ok() })
            .catch_up(CatchUp::NEWEST)
    }

    #[test]
    fn a_watch_gets_what_it_inherits_and_keeps_its_own() {
        assert_eq!(defaults().applied(wish(Inherited::all()), None), all_set(Inherited::all()));
        assert_eq!(Defaults::default().applied(all_set(Inherited::all()), None), wish(Inherited::all()));
        assert_eq!(defaults().applied(wish(Inherited::default()), None), wish(Inherited::default()));
        for own in Aspect::ALL {
            let inherits = Inherited::all().without(own);
            let back = Defaults::default().applied(defaults().applied(wish(inherits), None), None);
            assert_eq!(back, wish(inherits), "{own:?}");
            assert_ne!(defaults().applied(wish(inherits), None), NewWatch { inherits, ..all_set(inherits) }, "{own:?}");
            let alone = Inherited::default().with(own);
            assert_ne!(defaults().applied(wish(alone), None), wish(alone), "{own:?}");
        }
    }

    #[test]
    fn mature_posts_go_by_the_channel_where_the_default_does() {
        let inherits = Inherited::default().with(Aspect::Mature);
        let ground = |age_restricted| Some(Ground { age_restricted, by_right: false });
        for (defaults, ground, before, after) in [
            (Defaults::default(), ground(true), false, true),
            (Defaults::default(), ground(false), true, false),
            (Defaults::default(), None, true, true),
            (Defaults::default(), None, false, false),
            (Defaults { mature: Some(false), ..defaults() }, ground(true), true, false),
            (defaults(), ground(false), false, true),
        ] {
            let found = defaults.applied(wish(inherits).mature(before), ground);
            assert_eq!(found.mature, after, "{defaults:?}, {ground:?}, {before}");
        }
        // Where nothing is known of the channel, nothing that showed no picture begins to.
        let veiled = wish(inherits).mature(true).mature_way(MatureWay::Veiled);
        assert_eq!(Defaults::default().applied(veiled, None), wish(inherits));
    }

    #[test]
    fn a_role_keeps_the_right_by_which_it_is_mentioned() {
        let inherits = Inherited::default().with(Aspect::Ping);
        let ping = |role, by_right| Some(Ping { role: RoleId(role), by_right });
        let ground = |by_right| Some(Ground { age_restricted: false, by_right });
        let applied = |before, ground| defaults().applied(wish(inherits).ping(before), ground).ping;
        assert_eq!(applied(ping(7, true), ground(false)), ping(7, true));
        assert_eq!(applied(ping(7, false), ground(false)), ping(7, false));
        assert_eq!(applied(ping(7, false), ground(true)), ping(7, true), "somebody with the right has it mentioned");
        assert_eq!(applied(ping(8, true), ground(false)), ping(7, false), "another role");
        assert_eq!(applied(ping(8, true), None), ping(7, false));
        assert_eq!(applied(None, ground(true)), ping(7, true));
    }

    #[test]
    fn a_folder_holds_deviations_and_a_template_is_no_style_that_is_inherited() {
        let folder = wish(Inherited::all()).what(What::Deviations).folder((FolderId(Uuid::nil()), "f".to_owned()));
        let found = defaults().applied(folder, None);
        assert_eq!((found.what, found.inherits), (What::Deviations, Inherited::all().without(Aspect::What)));
        let line = wish(Inherited::all()).template(Template::parse("{title}").unwrap());
        let found = Defaults { style: Some(Style::Line), ..Defaults::default() }.applied(line, None);
        assert_eq!((found.style, found.template), (Style::Card, None));
    }
}
