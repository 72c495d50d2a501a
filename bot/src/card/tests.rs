use super::clean::{Lines, clean};
use super::escape::{literal, markdown, units};
use super::link;
use proptest::prelude::*;

/// What Discord's parser would still act on: an unescaped special character. Walks the text as Discord does: a backslash takes the
/// next character with it.
fn unescaped(text: &str) -> Option<char> {
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some(next) if next.is_ascii_punctuation() => {}
                _ => return Some('\\'),
            },
            '`' | '*' | '_' | '~' | '|' | '>' | '#' | '-' | '[' | ']' | '(' | ')' | '<' | ':' | '@' | '/' => return Some(c),
            _ => {}
        }
    }
    None
}

/// Any text, with what an attacker would use much more often than chance brings it.
pub(super) fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        prop::sample::select(vec![
            "@everyone",
            "@here",
            "<@1>",
            "<@&1>",
            "<#1>",
            "<t:1:R>",
            "</x:1>",
            "<:a:1>",
            "discord.gg/x",
            "https://evil.test",
            "[a](b)",
            "\\",
            "\\\\",
            "`",
            "```",
            "**",
            "__",
            "~~",
            "||",
            "> ",
            "\n# ",
            "\n-# ",
            "\n1. ",
            "\u{202e}",
            "\u{200b}",
            "\u{feff}",
            "\u{2066}",
            "\n\n\n",
            "\r\n",
            "\u{0}",
            "\u{1f600}",
            "\u{e0041}",
            "\u{200d}",
            "\u{200c}",
            "\u{fe0f}",
            "\u{301}",
            "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
            "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "\u{915}\u{94d}\u{200d}\u{937}",
            "\u{2800}",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn nothing_of_an_artists_text_reaches_discords_parser(text in nasty(), shown in 0_usize..600, limit in 0_usize..900) {
        for lines in [Lines::One, Lines::Many] {
            let out = markdown(&text, lines, shown, limit);
            prop_assert_eq!(unescaped(&out), None, "{}", out);
            prop_assert!(units(&out) <= limit, "{} over {}", units(&out), limit);
            prop_assert!(!out.contains("\n\n\n"));
            prop_assert!(lines == Lines::Many || !out.contains('\n'));
            prop_assert_eq!(clean(&out, lines), out.clone());
        }
    }

    #[test]
    fn literal_text_mentions_nobody_and_fits(text in nasty(), limit in 0_usize..300) {
        let out = literal(&text, limit);
        prop_assert!(!out.contains(['@', '<', '\n']));
        prop_assert!(units(&out) <= limit);
    }

    #[test]
    fn short_text_is_not_cut(text in "[a-z ]{0,40}") {
        prop_assert_eq!(markdown(&text, Lines::One, 40, 40), clean(&text, Lines::One));
    }

    #[test]
    fn a_link_is_deviantarts_or_none(text in nasty(), host in "[a-z.@:]{0,12}(deviantart\\.com|wixmp\\.com|deviantart\\.net)[a-z.:@]{0,5}") {
        for address in [text.clone(), format!("https://{host}/{text}"), format!("https://{text}.deviantart.com/"), format!("https://deviantart.com{text}")] {
            if let Some(link) = link::allowed(&address) {
                let url = url::Url::parse(&link).unwrap();
                let host = url.host_str().unwrap();
                prop_assert!(host == "deviantart.com" || [".deviantart.com", ".deviantart.net", ".wixmp.com"].iter().any(|end| host.ends_with(end)));
                prop_assert_eq!(url.scheme(), "https");
                prop_assert!(url.username().is_empty() && url.password().is_none() && url.port().is_none() && link.len() <= 2048);
            }
        }
    }
}

#[test]
fn escapes_read_as_what_was_written() {
    assert_eq!(markdown("Cats & *dogs* @everyone", Lines::One, 99, 99), "Cats & \\*dogs\\* \\@everyone");
    assert_eq!(markdown("1. one\n2 two\n10. ten", Lines::Many, 99, 99), "1\\. one\n2 two\n10\\. ten");
    assert_eq!(markdown("v1.5 see discord.gg/abc", Lines::One, 99, 99), "v1.5 see discord.gg\\/abc");
}

#[test]
fn invisible_characters_and_empty_space_go() {
    assert_eq!(clean(" a\u{202e}b\u{200b}\u{0}\tc \r\n\r\n\n d\u{feff}\u{e0041} ", Lines::Many), "ab c\n\nd");
    assert_eq!(clean("a\n\nb", Lines::One), "a b");
}

#[test]
fn joiners_stay_where_a_script_or_an_emoji_needs_them() {
    for text in [
        "\u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}\u{645}",
        "\u{915}\u{94d}\u{200d}\u{937}\u{93f}",
        "\u{1f468}\u{1f3fd}\u{200d}\u{1f680}",
        "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}\u{200d}\u{1f466}",
        "\u{1f3f3}\u{fe0f}\u{200d}\u{1f308}",
        "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
        "\u{2764}\u{fe0f} \u{1f1e9}\u{1f1ea} 1\u{fe0f}\u{20e3}",
        "e\u{301} \u{5e9}\u{5c1}\u{5b8}",
    ] {
        assert_eq!(clean(text, Lines::One), text);
    }
}

#[test]
fn joiners_elsewhere_towers_of_marks_and_blank_cells_go() {
    assert_eq!(clean("a\u{200d}b\u{200c}c \u{200d}x\u{200d}", Lines::One), "abc x");
    assert_eq!(clean("\u{1f468}\u{200d}\u{200d}\u{1f469}", Lines::One), "\u{1f468}\u{200d}\u{1f469}", "one joins");
    assert_eq!(clean("\u{1f3f4}\u{e0067}\u{e0062}", Lines::One), "\u{1f3f4}", "a flag that never ends hides text");
    assert_eq!(clean("\u{2800} \u{2800}\u{2800}", Lines::One), "");
    assert_eq!(clean("a\u{2800}b", Lines::One), "a b");
    let tower = format!("z{}algo", "\u{310}".repeat(200));
    assert_eq!(clean(&tower, Lines::One), format!("z{}algo", "\u{310}".repeat(4)));
    assert_eq!(clean("\u{301}\u{301}a", Lines::One), "a", "marks on nothing");
}

#[test]
fn a_cut_never_leaves_half_an_escape() {
    assert_eq!(markdown("abc***", Lines::One, 99, 6), "abc\\*\u{2026}");
    assert_eq!(markdown("abc***", Lines::One, 99, 5), "abc\u{2026}");
    assert_eq!(markdown("abcdef", Lines::One, 4, 99), "abc\u{2026}");
    assert_eq!(markdown("ab \u{1f600}", Lines::One, 4, 99), "ab\u{2026}");
    assert_eq!(markdown("ab\u{1f600}", Lines::One, 4, 99), "ab\u{1f600}");
    assert_eq!(markdown("\u{1f468}\u{200d}\u{1f469}", Lines::One, 4, 99), "\u{1f468}\u{2026}", "no joiner that joins nothing");
}

#[test]
fn addresses_of_others_are_left_out() {
    for good in [
        "https://www.deviantart.com/a/art/B-1",
        "https://deviantart.com/a",
        "https://images-wixmp-x.wixmp.com/f/1.png?token=a.b",
        "https://a.deviantart.net/avatars/a.png",
    ] {
        assert_eq!(link::allowed(good).as_deref(), Some(good));
    }
    assert_eq!(link::allowed("http://a.deviantart.com/art/B-1").as_deref(), Some("https://a.deviantart.com/art/B-1"));
    for bad in [
        "ftp://www.deviantart.com/a",
        "https://deviantart.com.evil.test/a",
        "https://evildeviantart.com/a",
        "https://user@www.deviantart.com/",
        "https://user:pw@www.deviantart.com/",
        "https://www.deviantart.com:8443/",
        "https://wixmp.com/",
        "https://.deviantart.com/",
        "https://127.0.0.1/deviantart.com",
        "javascript:alert(1)//deviantart.com",
        "//www.deviantart.com/a",
        "",
    ] {
        assert_eq!(link::allowed(bad), None, "{bad}");
    }
    assert_eq!(link::allowed(&format!("https://www.deviantart.com/{}", "a".repeat(2048))), None);
    assert_eq!(link::profile("some/../body", ""), None);
    assert_eq!(link::profile("some-body", "/gallery").as_deref(), Some("https://www.deviantart.com/some-body/gallery"));
}
