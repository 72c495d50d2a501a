use super::super::escape::units;
use super::super::tests::nasty;
use super::*;
use domain::id::{ArtistId, PostId};
use domain::post::PostKind;
use domain::template::MOST;
use proptest::prelude::*;
use uuid::Uuid;

const ADDRESS: &str = "https://www.deviantart.com/some-body/art/Cats-1234";

fn post(title: &str, url: Option<&str>) -> Post {
    let mut post = Post::unknown(PostId(Uuid::nil()), ArtistId(Uuid::nil()));
    (post.title, post.url, post.kind) = (title.to_owned(), url.map(str::to_owned), PostKind::Image);
    post
}

fn artist(name: &str) -> ArtistRef {
    ArtistRef { id: ArtistId(Uuid::nil()), name: name.to_owned(), icon: None }
}

fn shown(template: &str, post: &Post) -> Option<String> {
    line(&Template::parse(template).unwrap(), post, &artist("Some-Body"), Some("Best"))
}

#[test]
fn a_line_says_what_the_template_names() {
    let mut cats = post("Cats & *dogs*", Some(ADDRESS));
    cats.tags = vec!["water".to_owned(), "dawn".to_owned()];
    for (template, line) in [
        ("**{title}** by {artist}", format!(r"**Cats & \*dogs\*** by Some\-Body <{ADDRESS}>")),
        ("{kind}/{folder} {tags}: {url}", format!(r"Artwork\/Best \#water \#dawn: {ADDRESS}")),
        ("[{title}]({url})!", format!(r"[Cats & \*dogs\*]({ADDRESS})!")),
        ("{title} <{url}>", format!(r"Cats & \*dogs\* <{ADDRESS}>")),
        ("new:{url}?x", format!("new: {ADDRESS} ?x")),
        ("{url}{title}", format!(r"{ADDRESS} Cats & \*dogs\*")),
        ("@everyone <@1> https://evil.test {title}", format!(r"＠everyone ‹＠1> https:\/\/evil.test Cats & \*dogs\* <{ADDRESS}>")),
    ] {
        assert_eq!(shown(template, &cats), Some(line), "{template}");
    }
    let bare = post("Cats", None);
    assert_eq!(shown("{url}", &bare), None);
    assert_eq!(shown("{artist}: {title}", &bare), None, "it could not be found again, and has a card");
    assert_eq!(
        shown("[link]({title}) {url}", &post("https://evil.test", Some(ADDRESS))).unwrap(),
        format!(r"[link\](https\:\/\/evil.test) {ADDRESS}")
    );
}

/// What Discord would make something of: the schemes and invitations that it links, and the marks of mentions.
fn live(text: &str) -> Vec<&str> {
    let found =
        ["http://", "https://", "steam://", "discord://", "discord.gg/", "discord.com/", "@", "<#", "<t:", "<:", "<a:", "</", "<id:"];
    found.into_iter().filter(|mark| text.to_lowercase().contains(mark)).collect()
}

fn templates() -> impl Strategy<Value = Template> {
    let field = prop::sample::select(vec!["{artist}", "{title}", "{kind}", "{folder}", "{url}", "{tags}"]).prop_map(str::to_owned);
    let marks = prop::sample::select(vec!["[", "](", ")", "<", ">", "https://", "://", "\\", "http", "(", " ", "](<", "discord.gg/"])
        .prop_map(str::to_owned);
    let text = prop_oneof![nasty(), marks];
    let pieces = prop::collection::vec(prop_oneof![field, text], 1..8);
    pieces.prop_filter_map("no template", |pieces| {
        let text: String = pieces.concat().chars().filter(|c| !matches!(c, '\n' | '\r')).take(MOST).collect();
        Template::parse(&text).ok()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, max_global_rejects: 1_000_000, ..ProptestConfig::default() })]
    #[test]
    fn a_line_mentions_nobody_and_links_only_to_its_post(
        template in templates(),
        (title, name, folder, tags) in (nasty(), nasty(), nasty(), prop::collection::vec(nasty(), 0..4)),
        url in prop_oneof![Just(None), Just(Some(ADDRESS.to_owned())), nasty().prop_map(|path| Some(format!("https://www.deviantart.com/a/art/{path}-12")))],
    ) {
        let mut post = post(&title, url.as_deref());
        post.tags = tags;
        if let Some(line) = line(&template, &post, &artist(&name), Some(&folder)) {
            prop_assert!(units(&line) <= 1_600 && !line.contains('\n') && !line.trim().is_empty(), "{}", line);
            let url = address(&post).filter(|url| url.len() <= URL);
            // The address, once and in its own word.
            let parts: Vec<&str> = line.split(url.as_deref().unwrap_or_default()).collect();
            let [before, behind] = parts.as_slice() else { return Err(TestCaseError::fail(line)) };
            prop_assert!(before.is_empty() || before.ends_with([' ', '(', '<']), "{}", line);
            prop_assert!(behind.is_empty() || behind.starts_with([' ', ')', '>']), "{}", line);
            let rest = parts.join(" ");
            prop_assert_eq!(live(&rest), Vec::<&str>::new(), "{}", line);
            // Nothing but the address is the target of a link.
            for (at, _) in line.match_indices("](") {
                let escaped = line[..at].chars().rev().take_while(|c| *c == '\\').count() % 2 == 1;
                prop_assert!(escaped || url.as_ref().is_some_and(|url| line[at + 2..].starts_with(url.as_str())), "{}", line);
            }
        }
    }
}
