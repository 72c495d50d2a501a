use super::Config;
use crate::telemetry::{Format, Level};

/// Runs in its own directory with exactly these variables; figment's jail restores everything.
#[expect(clippy::result_large_err, reason = "figment's error is what its jail wants")]
fn load(toml: &str, env: &[(&str, &str)]) -> Result<Config, String> {
    let mut result = Err("not run".to_owned());
    figment::Jail::expect_with(|jail| {
        jail.clear_env();
        if !toml.is_empty() {
            jail.create_file("deviantcord.toml", toml)?;
        }
        for (key, value) in env {
            jail.set_env(key, value);
        }
        jail.create_file("secret", "  s3cret\n")?;
        result = Config::load(None).map_err(|error| format!("{error:#}"));
        Ok(())
    });
    result
}

#[test]
fn defaults_are_the_embedded_profile_on_the_real_services() {
    let config = load("", &[]).unwrap();
    assert_eq!(config.discord.api_url.as_str(), "https://discord.com/");
    assert_eq!(config.deviantart.api_url.as_str(), "https://www.deviantart.com/");
    assert_eq!(config.log.url_or("disk:"), "disk:");
    assert_eq!(config.ops.listen.to_string(), "127.0.0.1:8190");
}

#[test]
fn the_environment_wins_over_the_file() {
    let config = load("data_dir = \"a\"\n[deviantart]\nrequests_per_second = 2.0\n", &[("DEVIANTCORD_DATA_DIR", "b")]).unwrap();
    assert_eq!(config.data_dir.to_str(), Some("b"));
    assert!((config.deviantart.requests_per_second - 2.0).abs() < f64::EPSILON);
}

#[test]
fn an_unknown_key_is_an_error_that_names_it() {
    assert!(load("[discord]\ntokn = \"x\"\n", &[]).err().unwrap().contains("tokn"));
    assert!(load("", &[("DEVIANTCORD_DISCORD__TOKN", "x")]).err().unwrap().contains("tokn"));
}

#[test]
fn a_numeric_client_id_and_a_secret_from_a_file_are_read() {
    let env = [("DEVIANTCORD_DEVIANTART__CLIENT_ID", "12345"), ("DEVIANTCORD_DEVIANTART__CLIENT_SECRET_FILE", "secret")];
    let config = load("", &env).unwrap();
    assert_eq!(config.deviantart.client_id.as_deref(), Some("12345"));
    assert_eq!(secrecy::ExposeSecret::expose_secret(config.deviantart.client_secret.as_ref().unwrap()), "s3cret");
}

#[test]
fn a_secret_given_twice_and_a_nonsense_rate_are_refused() {
    let both = [("DEVIANTCORD_DISCORD__TOKEN", "x"), ("DEVIANTCORD_DISCORD__TOKEN_FILE", "secret")];
    assert!(load("", &both).err().unwrap().contains("keep one"));
    assert!(load("[deviantart]\nrequests_per_second = 0.0\n", &[]).err().unwrap().contains("deviantart.requests_per_second"));
}

#[test]
fn shards_are_discords_choice_unless_somebody_says_how_many() {
    assert_eq!(load("", &[]).unwrap().discord.shards, None);
    let eight = load("", &[("DEVIANTCORD_DISCORD__SHARDS", "8")]).unwrap();
    assert_eq!(eight.discord.shards.map(std::num::NonZeroU16::get), Some(8));
    for wrong in ["0", "1025", "-1", "many"] {
        let error = load("", &[("DEVIANTCORD_DISCORD__SHARDS", wrong)]).err().unwrap();
        assert!(error.contains("shards"), "{wrong}: {error}");
    }
}

#[test]
fn no_error_shows_a_secret() {
    let error = load("", &[("DEVIANTCORD_DISCORD__TOKEN", "canary-token"), ("DEVIANTCORD_OPS__LISTEN", "nonsense")]).err().unwrap();
    assert!(!error.contains("canary-token"), "{error}");
}

#[test]
fn overdue_backups_are_told_of_a_store_in_a_file_alone() {
    let every = ("DEVIANTCORD_OPS__BACKUP_EVERY", "26");
    assert!(load("", &[every]).is_ok());
    let error = load("", &[every, ("DEVIANTCORD_STORE__URL", "postgres://me:canary@host/db")]).err().unwrap();
    assert!(error.contains("ops.backup_every") && !error.contains("canary"), "{error}");
}

#[test]
fn what_keeps_posts_from_coming_twice_is_kept_for_long_enough() {
    assert_eq!(load("", &[]).unwrap().store.keep, 400);
    assert_eq!(load("[store]\nkeep = 120\n", &[]).unwrap().store.keep, 120);
    for days in ["119", "0", "99999"] {
        let error = load("", &[("DEVIANTCORD_STORE__KEEP", days)]).err().unwrap();
        assert!(error.contains("store.keep") && error.contains("120") && error.contains("90 days"), "{error}");
    }
}

#[test]
fn posts_are_whole_while_a_message_about_them_may_change() {
    assert_eq!(load("", &[]).unwrap().store.detail, 60);
    assert_eq!(load("[store]\ndetail = 30\n", &[]).unwrap().store.detail, 30);
    for days in ["29", "0", "99999"] {
        let error = load("", &[("DEVIANTCORD_STORE__DETAIL", days)]).err().unwrap();
        assert!(error.contains("store.detail") && error.contains("30") && error.contains("60 days"), "{error}");
    }
}

#[test]
fn a_secret_in_the_wrong_place_is_not_repeated() {
    let misplaced = [
        ("DEVIANTCORD_DISCORD", "canary-secret"),
        ("DEVIANTCORD_DISCORD__TOKEN", "[canary-secret]"),
        ("DEVIANTCORD_DISCORD__TOKEN", "5551234567"),
        ("DEVIANTCORD_DISCORD__API_URL", "https://me:canary-secret@discord.com"),
        ("DEVIANTCORD_DISCORD__API_URL", "https://canary-secret@discord.com"),
        ("DEVIANTCORD_DISCORD__API_URL", "https://discord.com/?key=canary-secret"),
        ("DEVIANTCORD_DISCORD__API_URL", "ftp://canary-secret"),
        ("DEVIANTCORD_DISCORD__API_URL", "canary-secret"),
        ("DEVIANTCORD_DEVIANTART__CREDENTIALS", "canary-secret"),
        ("DEVIANTCORD_DEVIANTART__CREDENTIALS__canary-secret", "1"),
        ("DEVIANTCORD_DEVIANTART__REQUESTS_PER_SECOND", "canary-secret"),
        ("DEVIANTCORD_DEVIANTART__EDGE_REST", "-5551234567"),
        ("DEVIANTCORD_INGEST__CONCURRENCY", "-5551234567"),
        ("DEVIANTCORD_STORE", "postgres://me:canary-secret@host/db"),
        ("DEVIANTCORD_OPS__LISTEN", "canary-secret"),
    ];
    for (key, value) in misplaced {
        let error = load("", &[(key, value)]).err().unwrap();
        assert!(!error.contains("canary-secret") && !error.contains("5551234567"), "{key}: {error}");
    }
    for file in [
        "discord = \"canary-secret\"",
        "[discord]\ntoken = 5551234567",
        "[discord]\ntoken = canary-secret",
        "[store]\nurl = [\"canary-secret\"]",
    ] {
        let error = load(file, &[]).err().unwrap();
        assert!(!error.contains("canary-secret") && !error.contains("5551234567"), "{file}: {error}");
    }
}

#[test]
fn paths_in_the_file_are_relative_to_it_and_those_in_the_environment_are_not() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("deviantcord.toml");
    let load = |text: &str| {
        std::fs::write(&file, text).unwrap();
        Config::load(Some(&file)).map_err(|error| format!("{error:#}"))
    };
    std::fs::write(place.path().join("token"), "from the file").unwrap();
    let config =
        load("data_dir = \"kept\"\n[discord]\ntoken_file = \"token\"\n[store]\nurl = \"sqlite:db\"\n[log]\nurl = \"disk:/abs\"\n").unwrap();
    assert_eq!(config.data_dir, place.path().join("kept"));
    assert_eq!(secrecy::ExposeSecret::expose_secret(config.discord.token.as_ref().unwrap()), "from the file");
    assert_eq!(config.store.url_or(""), format!("sqlite:{}", place.path().join("db").display()));
    assert_eq!(config.log.url_or(""), "disk:/abs");
    assert_eq!(load("").unwrap().data_dir, place.path().join("./data"), "the default too");
}

#[test]
#[expect(clippy::result_large_err, reason = "figment's error is what its jail wants")]
fn a_data_directory_where_the_path_used_to_lead_is_not_passed_over() {
    figment::Jail::expect_with(|jail| {
        jail.clear_env();
        jail.create_dir("etc")?;
        jail.create_dir("data")?;
        jail.create_file("etc/deviantcord.toml", "")?;
        jail.create_file("data/VERSION", "1")?;
        let load = || Config::load(Some(std::path::Path::new("etc/deviantcord.toml"))).map_err(|error| format!("{error:#}"));
        let error = load().err().unwrap();
        assert!(error.contains("make data_dir absolute"), "{error}");
        jail.set_env("DEVIANTCORD_DATA_DIR", "data");
        assert_eq!(load().unwrap().data_dir.to_str(), Some("data"));
        Ok(())
    });
}

#[test]
fn several_credentials_come_from_the_file_or_numbered_from_the_environment() {
    let toml =
        "[deviantart]\nclient_id = 1\nclient_secret = \"a\"\n[[deviantart.credentials]]\nclient_id = 2\nclient_secret_file = \"secret\"\n";
    let of = |config: &Config| -> Vec<(String, String)> {
        let pairs = config.deviantart.pairs().unwrap();
        pairs.into_iter().map(|(id, secret)| (id, secrecy::ExposeSecret::expose_secret(&secret).to_owned())).collect()
    };
    let pair = |id: &str, secret: &str| (id.to_owned(), secret.to_owned());
    assert_eq!(of(&load(toml, &[]).unwrap()), [pair("1", "a"), pair("2", "s3cret")]);
    let env = [
        ("DEVIANTCORD_DEVIANTART__CREDENTIALS__2__CLIENT_ID", "12"),
        ("DEVIANTCORD_DEVIANTART__CREDENTIALS__2__CLIENT_SECRET", "b"),
        ("DEVIANTCORD_DEVIANTART__CREDENTIALS__1__CLIENT_ID", "11"),
        ("DEVIANTCORD_DEVIANTART__CREDENTIALS__1__CLIENT_SECRET_FILE", "secret"),
    ];
    assert_eq!(of(&load("", &env).unwrap()), [pair("11", "s3cret"), pair("12", "b")]);
    assert_eq!(of(&load(toml, &env).unwrap()), [pair("1", "a"), pair("11", "s3cret"), pair("12", "b")], "the environment's list wins");
}

#[test]
fn half_a_credential_one_twice_and_an_unknown_key_of_one_are_refused() {
    let entry = |text: &str| format!("[deviantart]\nclient_id = 1\nclient_secret = \"canary\"\n[[deviantart.credentials]]\n{text}\n");
    let refusal = |text: &str| load(&entry(text), &[]).err().unwrap();
    assert!(refusal("client_id = 2").contains("lacks client_id or client_secret"));
    assert!(refusal("client_id = 1\nclient_secret = \"b\"").contains("already configured"));
    assert!(refusal("client_idd = 2").contains("client_idd"));
    assert!(!refusal("client_id = 1\nclient_secret = \"canary\"").contains("canary"));
}

#[test]
fn the_cache_has_one_url_or_two_each_of_which_may_come_from_a_file() {
    let config = load("", &[]).unwrap();
    assert_eq!((config.cache.url(), config.cache.ingest_url()), ("memory:", None));
    let config = load("[cache]\nurl = \"redis://one\"\n", &[("DEVIANTCORD_CACHE__INGEST_URL_FILE", "secret")]).unwrap();
    assert_eq!((config.cache.url(), config.cache.ingest_url()), ("redis://one", Some("s3cret")));
    let both = [("DEVIANTCORD_CACHE__INGEST_URL", "x"), ("DEVIANTCORD_CACHE__INGEST_URL_FILE", "secret")];
    assert!(load("", &both).err().unwrap().contains("keep one"));
}

#[test]
fn the_log_has_a_format_and_a_level() {
    let found = |toml: &str, env: &[(&str, &str)]| load(toml, env).map(|config| (config.log.format, config.log.level));
    assert_eq!(found("", &[]), Ok((Format::Human, Level::Info)));
    assert_eq!(found("[log]\nformat = \"json\"\nlevel = \"debug\"", &[]), Ok((Format::Json, Level::Debug)));
    assert_eq!(found("", &[("DEVIANTCORD_LOG__FORMAT", "json"), ("DEVIANTCORD_LOG__LEVEL", "warn")]), Ok((Format::Json, Level::Warn)));
    let refused = found("[log]\nlevel = \"loud\"", &[]).unwrap_err();
    assert!(refused.contains("log.level") && refused.contains("error, warn, info, debug, trace"), "{refused}");
}

#[test]
fn mistakes_are_told_in_words() {
    let unknown = load("[discord]\ntokn = \"x\"\n", &[]).err().unwrap();
    assert!(unknown.contains("there is no key tokn; the keys are token, token_file"), "{unknown}");
    let broken = load("[discord\n", &[]).err().unwrap();
    assert!(broken.contains("line 1, column 9") && !broken.contains('|') && !broken.contains('\n'), "{broken}");
}

#[test]
fn the_services_file_is_found_after_the_one_in_the_working_directory() {
    let found = |named: Option<&str>, there: &[&str]| {
        super::found(named.map(std::path::Path::new), &|path| there.contains(&path.to_str().unwrap()))
            .map(|path| path.display().to_string())
    };
    let (here, service) = ("deviantcord.toml", "/etc/deviantcord/deviantcord.toml");
    assert_eq!(found(None, &[here, service]).as_deref(), Some(here));
    assert_eq!(found(None, &[service]).as_deref(), Some(service));
    assert_eq!(found(None, &[]), None);
    assert_eq!(found(Some("x"), &[here, service]).as_deref(), Some("x"), "a named one is never replaced by another");
}
