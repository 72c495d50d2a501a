use super::Config;

/// Runs in a directory of its own with exactly these variables; figment's jail restores everything.
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
fn no_error_shows_a_secret() {
    let error = load("", &[("DEVIANTCORD_DISCORD__TOKEN", "canary-token"), ("DEVIANTCORD_OPS__LISTEN", "nonsense")]).err().unwrap();
    assert!(!error.contains("canary-token"), "{error}");
}
