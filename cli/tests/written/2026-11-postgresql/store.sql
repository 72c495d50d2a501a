--
-- PostgreSQL database dump
--

\restrict flwjfPWuhCh7f4Er0AkG8SmwJ7egx0QXWU71JuUZsV8Wwdpgvu7hFy9Wsa49hmJ

-- Dumped from database version 15.20 (Debian 15.20-0+deb12u1)
-- Dumped by pg_dump version 15.20 (Debian 15.20-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: artist; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.artist (
    id uuid NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL COLLATE pg_catalog."C",
    icon text,
    kind text NOT NULL,
    named_at bigint NOT NULL,
    named_event uuid NOT NULL,
    profiled_at bigint NOT NULL,
    profiled_event uuid NOT NULL,
    vanished text,
    vanish_epoch bigint NOT NULL,
    returned boolean NOT NULL
);


--
-- Name: audit; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit (
    id uuid NOT NULL,
    guild_id bigint NOT NULL,
    at bigint NOT NULL,
    action text NOT NULL,
    detail text NOT NULL
);


--
-- Name: channel_state; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.channel_state (
    channel_id bigint NOT NULL,
    guild_id bigint NOT NULL,
    reason text NOT NULL,
    since bigint NOT NULL,
    told_at bigint,
    probe_at bigint NOT NULL
);


--
-- Name: folder; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.folder (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    name text NOT NULL,
    parent_id uuid,
    size bigint,
    "position" bigint NOT NULL,
    gone boolean NOT NULL
);


--
-- Name: fresh_artist; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.fresh_artist (
    id uuid NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL COLLATE pg_catalog."C",
    icon text,
    kind text NOT NULL,
    named_at bigint NOT NULL,
    named_event uuid NOT NULL,
    profiled_at bigint NOT NULL,
    profiled_event uuid NOT NULL,
    vanished text,
    vanish_epoch bigint NOT NULL,
    returned boolean NOT NULL
);


--
-- Name: fresh_folder; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.fresh_folder (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    name text NOT NULL,
    parent_id uuid,
    size bigint,
    "position" bigint NOT NULL,
    gone boolean NOT NULL
);


--
-- Name: fresh_post; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.fresh_post (
    id uuid NOT NULL,
    artist_id uuid NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    url text,
    published_at bigint,
    mature boolean NOT NULL,
    preview_url text,
    preview_width bigint,
    preview_height bigint,
    thumbnail_url text,
    thumbnail_width bigint,
    thumbnail_height bigint,
    excerpt text,
    tags text NOT NULL,
    locked text,
    content_at bigint NOT NULL,
    content_event uuid NOT NULL,
    first_seen_at bigint,
    seen_at bigint,
    removed_at bigint,
    removed boolean NOT NULL
);


--
-- Name: fresh_post_folder; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.fresh_post_folder (
    post_id uuid NOT NULL,
    folder_id uuid NOT NULL,
    owner_id uuid NOT NULL,
    seen_at bigint NOT NULL
);


--
-- Name: guild; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.guild (
    id bigint NOT NULL,
    joined_at bigint NOT NULL,
    left_at bigint
);


--
-- Name: lease; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.lease (
    name text NOT NULL,
    owner uuid NOT NULL,
    epoch bigint NOT NULL,
    renewed_at bigint NOT NULL
);


--
-- Name: notification; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.notification (
    id uuid NOT NULL,
    watch_id uuid NOT NULL,
    guild_id bigint NOT NULL,
    channel_id bigint NOT NULL,
    artist_id uuid NOT NULL,
    post_id uuid,
    state text NOT NULL,
    reason text,
    digest_id uuid,
    observed_at bigint NOT NULL,
    due_at bigint NOT NULL,
    attempts bigint NOT NULL,
    first_try_at bigint,
    message_id bigint,
    updated_at bigint NOT NULL
);


--
-- Name: parked_event; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.parked_event (
    log_offset bigint NOT NULL,
    event_id uuid,
    lane uuid,
    payload bytea NOT NULL,
    error text NOT NULL,
    parked_at bigint NOT NULL
);


--
-- Name: post; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.post (
    id uuid NOT NULL,
    artist_id uuid NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    url text,
    published_at bigint,
    mature boolean NOT NULL,
    preview_url text,
    preview_width bigint,
    preview_height bigint,
    thumbnail_url text,
    thumbnail_width bigint,
    thumbnail_height bigint,
    excerpt text,
    tags text NOT NULL,
    locked text,
    content_at bigint NOT NULL,
    content_event uuid NOT NULL,
    first_seen_at bigint,
    seen_at bigint,
    removed_at bigint,
    removed boolean NOT NULL
);


--
-- Name: post_folder; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.post_folder (
    post_id uuid NOT NULL,
    folder_id uuid NOT NULL,
    owner_id uuid NOT NULL,
    seen_at bigint NOT NULL
);


--
-- Name: projection; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.projection (
    name text NOT NULL,
    log_id uuid NOT NULL,
    next_offset bigint NOT NULL,
    epoch bigint NOT NULL,
    owner uuid NOT NULL,
    heartbeat_at bigint NOT NULL
);


--
-- Name: schedule_state; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.schedule_state (
    name text NOT NULL,
    learned text NOT NULL,
    saved_at bigint NOT NULL
);


--
-- Name: seaql_migrations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.seaql_migrations (
    version character varying NOT NULL,
    applied_at bigint NOT NULL
);


--
-- Name: source; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.source (
    artist_id uuid NOT NULL,
    kind text NOT NULL,
    artist_name text NOT NULL,
    weight bigint NOT NULL,
    baselined boolean NOT NULL,
    last_poll_at bigint,
    next_poll_at bigint,
    folder_size bigint,
    failures bigint NOT NULL,
    trouble text,
    learned text
);


--
-- Name: watch; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.watch (
    id uuid NOT NULL,
    guild_id bigint NOT NULL,
    channel_id bigint NOT NULL,
    artist_id uuid NOT NULL,
    artist_name text NOT NULL,
    what text NOT NULL,
    folder_id uuid,
    folder_name text,
    folder_key text NOT NULL,
    mature boolean NOT NULL,
    ping_role bigint,
    catch_up text NOT NULL,
    announce_from bigint NOT NULL,
    created_at bigint NOT NULL
);


--
-- Data for Name: artist; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.artist VALUES ('ccdbeeb5-a964-4140-842c-f21547473a00', 'Open', 'open', 'https://a.deviantart.net/avatars/o/p/open.png?1', 'person', 1795945687414503, 'f4c3a31e-4a90-507a-b76c-d8f2410ec635', 1795945686992395, '0c76d058-5363-556f-92e6-e04524676a68', NULL, 0, true);
INSERT INTO public.artist VALUES ('59e0a776-02a6-4681-81b4-5819f358e9b0', 'Mature', 'mature', 'https://a.deviantart.net/avatars/m/a/mature.png?1', 'person', 1795945687459148, '6576acec-9493-54cf-906f-dcd5484b3d69', 1795945686993849, '40d6f9b0-d848-5e73-b376-74ab9448c976', NULL, 0, true);
INSERT INTO public.artist VALUES ('1fb844cc-9490-4298-ae3f-b4857976f997', 'Forbidden', 'forbidden', 'https://a.deviantart.net/avatars/f/o/forbidden.png?1', 'person', 1795945687495994, 'e6b0fe39-e81c-5066-9f33-9faae0f9e1fe', 1795945687012920, '4af1d5e0-3b87-535f-b437-ca8f9021b36f', NULL, 0, true);
INSERT INTO public.artist VALUES ('3237db30-b312-43af-b19d-4733397a4654', 'Refused', 'refused', 'https://a.deviantart.net/avatars/r/e/refused.png?1', 'person', 1795945687496382, 'c0d8b3cc-c235-5965-8234-9ec4dd7aea4b', 1795945687009564, '6360839e-947c-5ffb-bda3-379b5bb6ba8b', NULL, 0, true);
INSERT INTO public.artist VALUES ('728060c3-d884-4e06-b9fe-2e8d3883ae63', 'Doubtful', 'doubtful', 'https://a.deviantart.net/avatars/d/o/doubtful.png?1', 'person', 1795945692618950, '96c768f8-2191-54bc-bee7-b85bba753cf8', 1795945686992999, 'bbc73c23-7f50-58b9-a42f-317433675775', NULL, 0, true);
INSERT INTO public.artist VALUES ('1d187389-92c8-4feb-b123-079666c0b683', 'Waiting', 'waiting', 'https://a.deviantart.net/avatars/w/a/waiting.png?1', 'person', 1795945695856596, '3090a7ac-28bd-5a3b-88f3-2c44b9bb6426', 1795945686993441, '5fa4be93-d2ea-52f7-83b2-44b9fe78366e', NULL, 0, true);


--
-- Data for Name: audit; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.audit VALUES ('073b0f4a-57e4-4d22-8458-566aaf1c141a', 1576535215403171840, 1795945686652472, 'watch added', 'Open (everything) in channel 1576535218305630208');
INSERT INTO public.audit VALUES ('2f9c06ae-13c9-401b-9ed5-713eb1ae72b0', 1576535215403171840, 1795945686655461, 'watch added', 'Forbidden (everything) in channel 1576535218318213120');
INSERT INTO public.audit VALUES ('118bda8b-546a-4d86-9031-e055077327b9', 1576535215403171840, 1795945686657744, 'watch added', 'Refused (everything) in channel 1576535218326601728');
INSERT INTO public.audit VALUES ('3ecb60aa-a006-4ea3-b334-5c17cbbeaca3', 1576535215403171840, 1795945686660218, 'watch added', 'Mature (everything) in channel 1576535218339184640');
INSERT INTO public.audit VALUES ('acbaa2ca-606f-4cf6-a8d1-5f36649fac1c', 1576535215403171840, 1795945686662640, 'watch added', 'Waiting (everything) in channel 1576535218347573248');
INSERT INTO public.audit VALUES ('02c9f157-01e2-4d01-a449-b763a343f783', 1576535215403171840, 1795945686663851, 'watch added', 'Doubtful (everything) in channel 1576535218351767552');
INSERT INTO public.audit VALUES ('158f8ce0-46d4-47cc-914a-113f291bc5a3', 1576535215403171840, 1795945687748331, 'channel_broken', 'channel 1576535218318213120: Missing Permissions (code 50013)');
INSERT INTO public.audit VALUES ('11b6ec21-65f2-4f4f-8ff8-8a1a6ffbc468', 1576535215403171840, 1795945687777239, 'channel_broken_told', 'told in channel 1576535218305630208 that channel 1576535218318213120 is broken');


--
-- Data for Name: channel_state; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.channel_state VALUES (1576535218318213120, 1576535215403171840, 'Missing Permissions (code 50013)', 1795945687748111, 1795945687778274, 1795945987748111);


--
-- Data for Name: folder; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: fresh_artist; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: fresh_folder; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: fresh_post; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: fresh_post_folder; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: guild; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.guild VALUES (1576535215403171840, 1795945687068361, NULL);


--
-- Data for Name: lease; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.lease VALUES ('sender', 'bfb57cf4-4e20-4913-a23b-7b0aafc0fb4a', 1, 1795945690939491);


--
-- Data for Name: notification; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.notification VALUES ('0a4b21fc-3de4-5f67-8a4f-a76cbb368777', 'f62c531d-4e59-40d5-8cb1-46295445ba60', 1576535215403171840, 1576535218305630208, 'ccdbeeb5-a964-4140-842c-f21547473a00', 'e9b6f72e-b40e-4a2f-bb47-4c4e68f477c1', 'sent', NULL, NULL, 1795945687194018, 1795945687194018, 0, NULL, 1576535220767686656, 1795945687240404);
INSERT INTO public.notification VALUES ('458275c1-7715-55ba-872e-aa39200ab9a6', 'f62c531d-4e59-40d5-8cb1-46295445ba60', 1576535215403171840, 1576535218305630208, 'ccdbeeb5-a964-4140-842c-f21547473a00', 'c4d996e6-34c2-4f26-a3d4-36be0e6a3a7e', 'sent', NULL, NULL, 1795945687194018, 1795945687194018, 0, NULL, 1576535220780269568, 1795945687243357);
INSERT INTO public.notification VALUES ('503dedfe-ed8d-58a3-9362-d216d3cc9b27', 'f62c531d-4e59-40d5-8cb1-46295445ba60', 1576535215403171840, 1576535218305630208, 'ccdbeeb5-a964-4140-842c-f21547473a00', '43adc1ab-d6e0-48cc-8679-c389cb0d1012', 'sent', NULL, NULL, 1795945687194018, 1795945687194018, 0, NULL, 1576535220805435392, 1795945687249288);
INSERT INTO public.notification VALUES ('55d536a7-d0c3-511f-bec4-e1eeff7197af', 'f62c531d-4e59-40d5-8cb1-46295445ba60', 1576535215403171840, 1576535218305630208, 'ccdbeeb5-a964-4140-842c-f21547473a00', '432bbd18-bf54-4645-829b-35f5e6c032b9', 'suppressed', 'in_digest', 'f3aa67fc-c975-50da-a154-ade5e09e78f0', 1795945687414503, 1795945687414503, 0, NULL, NULL, 1795945687414503);
INSERT INTO public.notification VALUES ('2941b544-3d16-5937-bd0d-b7bfe948dffa', 'f62c531d-4e59-40d5-8cb1-46295445ba60', 1576535215403171840, 1576535218305630208, 'ccdbeeb5-a964-4140-842c-f21547473a00', '6cb6a10f-cc6a-46e9-bede-57ee6b2d36dd', 'suppressed', 'in_digest', 'f3aa67fc-c975-50da-a154-ade5e09e78f0', 1795945687414503, 1795945687414503, 0, NULL, NULL, 1795945687414503);
INSERT INTO public.notification VALUES ('6648eb7c-7c23-5c19-8822-0c9843423fea', 'f62c531d-4e59-40d5-8cb1-46295445ba60', 1576535215403171840, 1576535218305630208, 'ccdbeeb5-a964-4140-842c-f21547473a00', 'a54bae1e-c1fc-4a14-b762-f35e6964b136', 'suppressed', 'in_digest', 'f3aa67fc-c975-50da-a154-ade5e09e78f0', 1795945687414503, 1795945687414503, 0, NULL, NULL, 1795945687414503);
INSERT INTO public.notification VALUES ('eb00da2e-9253-56dd-a0ac-7cdaf3328032', 'f62c531d-4e59-40d5-8cb1-46295445ba60', 1576535215403171840, 1576535218305630208, 'ccdbeeb5-a964-4140-842c-f21547473a00', '6aa5beaf-3773-4391-a322-f2a9d5fc572a', 'suppressed', 'in_digest', 'f3aa67fc-c975-50da-a154-ade5e09e78f0', 1795945687414503, 1795945687414503, 0, NULL, NULL, 1795945687414503);
INSERT INTO public.notification VALUES ('03c66f9c-810b-5bf9-b02a-9238a2959a0b', 'f62c531d-4e59-40d5-8cb1-46295445ba60', 1576535215403171840, 1576535218305630208, 'ccdbeeb5-a964-4140-842c-f21547473a00', 'ce314db4-587e-4295-b69d-be06beeb98a6', 'sent', NULL, NULL, 1795945687414503, 1795945687414503, 0, NULL, 1576535221719793664, 1795945687469022);
INSERT INTO public.notification VALUES ('7b6ccf30-d59a-530e-b189-d24213b0fdc1', '38e16722-f91e-4c1b-b794-385cb3683ae8', 1576535215403171840, 1576535218339184640, '59e0a776-02a6-4681-81b4-5819f358e9b0', '99dd646a-4d3b-4f1e-ba87-7b5eb3152b80', 'suppressed', 'mature_unwanted', NULL, 1795945687459148, 1795945687459148, 0, NULL, NULL, 1795945687459148);
INSERT INTO public.notification VALUES ('2b688c0e-5624-5d59-aa00-d3cd00a43104', 'f62c531d-4e59-40d5-8cb1-46295445ba60', 1576535215403171840, 1576535218305630208, 'ccdbeeb5-a964-4140-842c-f21547473a00', 'e2f45cb4-2ca3-48e0-9381-47e6800f6328', 'sent', NULL, NULL, 1795945687414503, 1795945687414503, 0, NULL, 1576535221816262656, 1795945687498168);
INSERT INTO public.notification VALUES ('42f62bf0-4286-5f38-97ea-80846d31c11e', 'f62c531d-4e59-40d5-8cb1-46295445ba60', 1576535215403171840, 1576535218305630208, 'ccdbeeb5-a964-4140-842c-f21547473a00', '2e3a1e4c-73d5-403f-a106-d90a11a19977', 'sent', NULL, NULL, 1795945687414503, 1795945687414503, 0, NULL, 1576535221900148736, 1795945687512208);
INSERT INTO public.notification VALUES ('61b41d31-d092-53c2-8a76-e61e9e0c4906', 'f62c531d-4e59-40d5-8cb1-46295445ba60', 1576535215403171840, 1576535218305630208, 'ccdbeeb5-a964-4140-842c-f21547473a00', 'fb37ae07-80ba-407b-a5fb-08807a45e231', 'sent', NULL, NULL, 1795945687414503, 1795945687414503, 0, NULL, 1576535221958868992, 1795945687524174);
INSERT INTO public.notification VALUES ('6478d8fe-85f5-5c72-b416-798cfb77489c', 'f62c531d-4e59-40d5-8cb1-46295445ba60', 1576535215403171840, 1576535218305630208, 'ccdbeeb5-a964-4140-842c-f21547473a00', '26ba80eb-72e4-4d1f-962e-e78e3669851d', 'sent', NULL, NULL, 1795945687414503, 1795945687414503, 0, NULL, 1576535221984034816, 1795945687529938);
INSERT INTO public.notification VALUES ('91bbb5fa-9555-54fc-9f5d-afd02449d6ff', 'f62c531d-4e59-40d5-8cb1-46295445ba60', 1576535215403171840, 1576535218305630208, 'ccdbeeb5-a964-4140-842c-f21547473a00', 'd1c894fa-0014-4b62-8ed3-d070b90a7434', 'sent', NULL, NULL, 1795945687414503, 1795945687414503, 0, NULL, 1576535222051143680, 1795945687546509);
INSERT INTO public.notification VALUES ('a71c8f24-cc14-54f6-b0f6-285a65f6f01b', 'f62c531d-4e59-40d5-8cb1-46295445ba60', 1576535215403171840, 1576535218305630208, 'ccdbeeb5-a964-4140-842c-f21547473a00', '41303ed1-ec79-447f-8953-918810b04b84', 'sent', NULL, NULL, 1795945687414503, 1795945687414503, 0, NULL, 1576535222080503808, 1795945687552636);
INSERT INTO public.notification VALUES ('c43aa108-69a1-5899-90aa-6c4bedf1e5e5', 'f62c531d-4e59-40d5-8cb1-46295445ba60', 1576535215403171840, 1576535218305630208, 'ccdbeeb5-a964-4140-842c-f21547473a00', '67ce54ed-82f0-45f4-b4fc-1a152b7fc8d7', 'sent', NULL, NULL, 1795945687414503, 1795945687414503, 0, NULL, 1576535222097281024, 1795945687556922);
INSERT INTO public.notification VALUES ('d6450b17-5b4e-51b9-b47e-0f09c06d250a', 'f62c531d-4e59-40d5-8cb1-46295445ba60', 1576535215403171840, 1576535218305630208, 'ccdbeeb5-a964-4140-842c-f21547473a00', '0e7af33b-8b29-4696-b7e8-99bf048b19ab', 'sent', NULL, NULL, 1795945687414503, 1795945687414503, 0, NULL, 1576535222122446848, 1795945687562656);
INSERT INTO public.notification VALUES ('e6001de0-dca6-5bdc-aef3-a04d1b3c872c', 'f62c531d-4e59-40d5-8cb1-46295445ba60', 1576535215403171840, 1576535218305630208, 'ccdbeeb5-a964-4140-842c-f21547473a00', 'a7fb6b36-2ca4-4052-9799-b18042b3dad9', 'sent', NULL, NULL, 1795945687414503, 1795945687414503, 0, NULL, 1576535222139224064, 1795945687576716);
INSERT INTO public.notification VALUES ('5e8c6698-1e21-5bb2-8583-7bcca0715ed2', '40fecdec-fa0a-4790-b8af-9cd895373257', 1576535215403171840, 1576535218326601728, '3237db30-b312-43af-b19d-4733397a4654', '141872fe-e011-4c50-ab29-a9d4c4998797', 'failed', 'Discord refuses the message: Refused (code 50035)', NULL, 1795945687496382, 1795945687496382, 1, NULL, NULL, 1795945687744067);
INSERT INTO public.notification VALUES ('82031632-4e54-5717-a00a-fe3a7ee97a8f', '4090a2e0-52ef-4ce3-99b4-f7f764ab093a', 1576535215403171840, 1576535218318213120, '1fb844cc-9490-4298-ae3f-b4857976f997', '5cd0cb6a-b99b-437a-a247-7ce9fba7663b', 'held', 'Missing Permissions (code 50013)', NULL, 1795945687495994, 1795945687495994, 0, NULL, NULL, 1795945687782275);
INSERT INTO public.notification VALUES ('f3aa67fc-c975-50da-a154-ade5e09e78f0', 'f62c531d-4e59-40d5-8cb1-46295445ba60', 1576535215403171840, 1576535218305630208, 'ccdbeeb5-a964-4140-842c-f21547473a00', NULL, 'sent', NULL, NULL, 1795945687414503, 1795945692414503, 0, NULL, 1576535242569678848, 1795945692438358);
INSERT INTO public.notification VALUES ('bf9bec7b-651e-5877-a3c9-8aed8e606785', 'f6143123-62b5-426b-9e1c-c74438f16c6d', 1576535215403171840, 1576535218351767552, '728060c3-d884-4e06-b9fe-2e8d3883ae63', 'e190cead-2616-4f10-9f5c-e6b769dcc4e4', 'pending', NULL, NULL, 1795945692618950, 1795945692618950, 0, NULL, NULL, 1795945692618950);
INSERT INTO public.notification VALUES ('a87d1586-d2cc-58b1-bfea-633f8b962197', '2f9b6504-657d-428e-9148-b0d137c25e14', 1576535215403171840, 1576535218347573248, '1d187389-92c8-4feb-b123-079666c0b683', '22a86cd2-fba7-4dda-b4a5-21dc2611d9fa', 'pending', NULL, NULL, 1795945695856596, 1795945695856596, 0, NULL, NULL, 1795945695856596);


--
-- Data for Name: parked_event; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.parked_event VALUES (27, NULL, 'f064704d-1e8f-4b14-b085-9fed52850784', '\x7b226964223a2264636131383336632d636433662d343935662d383731362d653463383263366333313833222c226f627365727665645f6174223a22323032362d30312d30315430303a30303a30305a222c2274797065223a22506f73745075626c69736865642e7639222c2264617461223a7b22706f7374223a7b22617274697374223a2266303634373034642d316538662d346231342d623038352d396665643532383530373834227d7d7d', 'event type "PostPublished.v9" is not known to this version; a newer version of the program wrote it', 1795945695673989);


--
-- Data for Name: post; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.post VALUES ('43adc1ab-d6e0-48cc-8679-c389cb0d1012', 'ccdbeeb5-a964-4140-842c-f21547473a00', 'image', 'Sent 0', 'https://www.deviantart.com/open/art/Sent-0-1100000001', 1795945687000000, false, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/151fb504-7df5-87c7-bd12-ee2a80d3e851/di6wtfl-f587c7bd-12ee-2a80-d3e8-51151fb5047d.png/v1/fill/w_1600,h_1200,q_70,strp/sent_0-fill.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MTIwMCIsInBhdGgiOiIvZi8xNTFmYjUwNC03ZGY1LTg3YzctYmQxMi1lZTJhODBkM2U4NTEvZGk2d3RmbC1mNTg3YzdiZC0xMmVlLTJhODAtZDNlOC01MTE1MWZiNTA0N2QucG5nIiwid2lkdGgiOiI8PTE2MDAifV1dLCJhdWQiOlsidXJuOnNlcnZpY2U6aW1hZ2Uub3BlcmF0aW9ucyJdfQ.7iqA0-hRFR-1BH31h8e9Eu4qgNPoURUftQR99YfHvRI', 1600, 1200, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/151fb504-7df5-87c7-bd12-ee2a80d3e851/di6wtfl-f587c7bd-12ee-2a80-d3e8-51151fb5047d.png/v1/fit/w_400,h_300,q_70,strp/sent_0-fit.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MzAwIiwicGF0aCI6Ii9mLzE1MWZiNTA0LTdkZjUtODdjNy1iZDEyLWVlMmE4MGQzZTg1MS9kaTZ3dGZsLWY1ODdjN2JkLTEyZWUtMmE4MC1kM2U4LTUxMTUxZmI1MDQ3ZC5wbmciLCJ3aWR0aCI6Ijw9NDAwIn1dXSwiYXVkIjpbInVybjpzZXJ2aWNlOmltYWdlLm9wZXJhdGlvbnMiXX0.7iqA0-hRFR-1BH31h8e9Eu4qgNPoURUftQR99YfHvRI', 400, 300, NULL, '[]', NULL, 1795945687194018, '70aeddae-f875-54a6-be35-cd8785222467', 1795945687194018, 1795945687194018, NULL, false);
INSERT INTO public.post VALUES ('c4d996e6-34c2-4f26-a3d4-36be0e6a3a7e', 'ccdbeeb5-a964-4140-842c-f21547473a00', 'image', 'Sent 1', 'https://www.deviantart.com/open/art/Sent-1-1100000002', 1795945687000000, false, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/d9651f02-d3dc-1a94-158e-bec27d7e2f6c/di6wtfm-dc1a9415-8ebe-c27d-7e2f-6cd9651f02d3.png/v1/fill/w_1600,h_1200,q_70,strp/sent_1-fill.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MTIwMCIsInBhdGgiOiIvZi9kOTY1MWYwMi1kM2RjLTFhOTQtMTU4ZS1iZWMyN2Q3ZTJmNmMvZGk2d3RmbS1kYzFhOTQxNS04ZWJlLWMyN2QtN2UyZi02Y2Q5NjUxZjAyZDMucG5nIiwid2lkdGgiOiI8PTE2MDAifV1dLCJhdWQiOlsidXJuOnNlcnZpY2U6aW1hZ2Uub3BlcmF0aW9ucyJdfQ.vsJ9fi9s2WUfAtPcGpQVjr7CfX4vbNllHwLT3BqUFY4', 1600, 1200, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/d9651f02-d3dc-1a94-158e-bec27d7e2f6c/di6wtfm-dc1a9415-8ebe-c27d-7e2f-6cd9651f02d3.png/v1/fit/w_400,h_300,q_70,strp/sent_1-fit.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MzAwIiwicGF0aCI6Ii9mL2Q5NjUxZjAyLWQzZGMtMWE5NC0xNThlLWJlYzI3ZDdlMmY2Yy9kaTZ3dGZtLWRjMWE5NDE1LThlYmUtYzI3ZC03ZTJmLTZjZDk2NTFmMDJkMy5wbmciLCJ3aWR0aCI6Ijw9NDAwIn1dXSwiYXVkIjpbInVybjpzZXJ2aWNlOmltYWdlLm9wZXJhdGlvbnMiXX0.vsJ9fi9s2WUfAtPcGpQVjr7CfX4vbNllHwLT3BqUFY4', 400, 300, NULL, '[]', NULL, 1795945687194018, '4dbdaa8e-92fb-56f1-a5ca-8c94fd254805', 1795945687194018, 1795945687194018, NULL, false);
INSERT INTO public.post VALUES ('e9b6f72e-b40e-4a2f-bb47-4c4e68f477c1', 'ccdbeeb5-a964-4140-842c-f21547473a00', 'image', 'Sent 2', 'https://www.deviantart.com/open/art/Sent-2-1100000003', 1795945687000000, false, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/200fd6ec-27d6-d1a8-1ec2-2df852e21423/di6wtfn-d6d1a81e-c22d-f852-e214-23200fd6ec27.png/v1/fill/w_1600,h_1200,q_70,strp/sent_2-fill.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MTIwMCIsInBhdGgiOiIvZi8yMDBmZDZlYy0yN2Q2LWQxYTgtMWVjMi0yZGY4NTJlMjE0MjMvZGk2d3Rmbi1kNmQxYTgxZS1jMjJkLWY4NTItZTIxNC0yMzIwMGZkNmVjMjcucG5nIiwid2lkdGgiOiI8PTE2MDAifV1dLCJhdWQiOlsidXJuOnNlcnZpY2U6aW1hZ2Uub3BlcmF0aW9ucyJdfQ.LfhS4hQjIA_W7CfW0agewi34UuIUIyAP1uwn1tGoHsI', 1600, 1200, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/200fd6ec-27d6-d1a8-1ec2-2df852e21423/di6wtfn-d6d1a81e-c22d-f852-e214-23200fd6ec27.png/v1/fit/w_400,h_300,q_70,strp/sent_2-fit.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MzAwIiwicGF0aCI6Ii9mLzIwMGZkNmVjLTI3ZDYtZDFhOC0xZWMyLTJkZjg1MmUyMTQyMy9kaTZ3dGZuLWQ2ZDFhODFlLWMyMmQtZjg1Mi1lMjE0LTIzMjAwZmQ2ZWMyNy5wbmciLCJ3aWR0aCI6Ijw9NDAwIn1dXSwiYXVkIjpbInVybjpzZXJ2aWNlOmltYWdlLm9wZXJhdGlvbnMiXX0.LfhS4hQjIA_W7CfW0agewi34UuIUIyAP1uwn1tGoHsI', 400, 300, NULL, '[]', NULL, 1795945687194018, '71f3d5dc-372e-5717-a770-98f23a083c75', 1795945687194018, 1795945687194018, NULL, false);
INSERT INTO public.post VALUES ('0e7af33b-8b29-4696-b7e8-99bf048b19ab', 'ccdbeeb5-a964-4140-842c-f21547473a00', 'image', 'Burst 7', 'https://www.deviantart.com/open/art/Burst-7-1100000011', 1795945687000000, false, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/625f7f16-a7cf-480e-d1ce-f76e0a39a60e/di6wtfv-cf480ed1-cef7-6e0a-39a6-0e625f7f16a7.png/v1/fill/w_1600,h_1200,q_70,strp/burst_7-fill.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MTIwMCIsInBhdGgiOiIvZi82MjVmN2YxNi1hN2NmLTQ4MGUtZDFjZS1mNzZlMGEzOWE2MGUvZGk2d3Rmdi1jZjQ4MGVkMS1jZWY3LTZlMGEtMzlhNi0wZTYyNWY3ZjE2YTcucG5nIiwid2lkdGgiOiI8PTE2MDAifV1dLCJhdWQiOlsidXJuOnNlcnZpY2U6aW1hZ2Uub3BlcmF0aW9ucyJdfQ.924KOaYOYl9_FqfPSA7RzvduCjmmDmJffxanz0gO0c4', 1600, 1200, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/625f7f16-a7cf-480e-d1ce-f76e0a39a60e/di6wtfv-cf480ed1-cef7-6e0a-39a6-0e625f7f16a7.png/v1/fit/w_400,h_300,q_70,strp/burst_7-fit.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MzAwIiwicGF0aCI6Ii9mLzYyNWY3ZjE2LWE3Y2YtNDgwZS1kMWNlLWY3NmUwYTM5YTYwZS9kaTZ3dGZ2LWNmNDgwZWQxLWNlZjctNmUwYS0zOWE2LTBlNjI1ZjdmMTZhNy5wbmciLCJ3aWR0aCI6Ijw9NDAwIn1dXSwiYXVkIjpbInVybjpzZXJ2aWNlOmltYWdlLm9wZXJhdGlvbnMiXX0.924KOaYOYl9_FqfPSA7RzvduCjmmDmJffxanz0gO0c4', 400, 300, NULL, '[]', NULL, 1795945687414503, 'ad8e4715-9078-5aea-8bf0-6b4aaf9b941a', 1795945687414503, 1795945687414503, NULL, false);
INSERT INTO public.post VALUES ('26ba80eb-72e4-4d1f-962e-e78e3669851d', 'ccdbeeb5-a964-4140-842c-f21547473a00', 'image', 'Burst 9', 'https://www.deviantart.com/open/art/Burst-9-1100000013', 1795945687000000, false, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/9525ac29-47de-ab2e-bbf1-d42ca5afa375/di6wtfx-deab2ebb-f1d4-2ca5-afa3-759525ac2947.png/v1/fill/w_1600,h_1200,q_70,strp/burst_9-fill.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MTIwMCIsInBhdGgiOiIvZi85NTI1YWMyOS00N2RlLWFiMmUtYmJmMS1kNDJjYTVhZmEzNzUvZGk2d3RmeC1kZWFiMmViYi1mMWQ0LTJjYTUtYWZhMy03NTk1MjVhYzI5NDcucG5nIiwid2lkdGgiOiI8PTE2MDAifV1dLCJhdWQiOlsidXJuOnNlcnZpY2U6aW1hZ2Uub3BlcmF0aW9ucyJdfQ.1Cylr6N1lSWsKUfeqy678dQspa-jdZUlrClH3qsuu_E', 1600, 1200, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/9525ac29-47de-ab2e-bbf1-d42ca5afa375/di6wtfx-deab2ebb-f1d4-2ca5-afa3-759525ac2947.png/v1/fit/w_400,h_300,q_70,strp/burst_9-fit.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MzAwIiwicGF0aCI6Ii9mLzk1MjVhYzI5LTQ3ZGUtYWIyZS1iYmYxLWQ0MmNhNWFmYTM3NS9kaTZ3dGZ4LWRlYWIyZWJiLWYxZDQtMmNhNS1hZmEzLTc1OTUyNWFjMjk0Ny5wbmciLCJ3aWR0aCI6Ijw9NDAwIn1dXSwiYXVkIjpbInVybjpzZXJ2aWNlOmltYWdlLm9wZXJhdGlvbnMiXX0.1Cylr6N1lSWsKUfeqy678dQspa-jdZUlrClH3qsuu_E', 400, 300, NULL, '[]', NULL, 1795945687414503, 'e025d1bf-5f4e-5703-886d-4988fa08bdfc', 1795945687414503, 1795945687414503, NULL, false);
INSERT INTO public.post VALUES ('2e3a1e4c-73d5-403f-a106-d90a11a19977', 'ccdbeeb5-a964-4140-842c-f21547473a00', 'image', 'Burst 8', 'https://www.deviantart.com/open/art/Burst-8-1100000012', 1795945687000000, false, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/3cd7593a-25c5-25be-1e0f-3227a9f31545/di6wtfw-c525be1e-0f32-27a9-f315-453cd7593a25.png/v1/fill/w_1600,h_1200,q_70,strp/burst_8-fill.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MTIwMCIsInBhdGgiOiIvZi8zY2Q3NTkzYS0yNWM1LTI1YmUtMWUwZi0zMjI3YTlmMzE1NDUvZGk2d3Rmdy1jNTI1YmUxZS0wZjMyLTI3YTktZjMxNS00NTNjZDc1OTNhMjUucG5nIiwid2lkdGgiOiI8PTE2MDAifV1dLCJhdWQiOlsidXJuOnNlcnZpY2U6aW1hZ2Uub3BlcmF0aW9ucyJdfQ.Miep8xVFPNdZOiXFJb4eDzInqfMVRTzXWTolxSW-Hg8', 1600, 1200, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/3cd7593a-25c5-25be-1e0f-3227a9f31545/di6wtfw-c525be1e-0f32-27a9-f315-453cd7593a25.png/v1/fit/w_400,h_300,q_70,strp/burst_8-fit.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MzAwIiwicGF0aCI6Ii9mLzNjZDc1OTNhLTI1YzUtMjViZS0xZTBmLTMyMjdhOWYzMTU0NS9kaTZ3dGZ3LWM1MjViZTFlLTBmMzItMjdhOS1mMzE1LTQ1M2NkNzU5M2EyNS5wbmciLCJ3aWR0aCI6Ijw9NDAwIn1dXSwiYXVkIjpbInVybjpzZXJ2aWNlOmltYWdlLm9wZXJhdGlvbnMiXX0.Miep8xVFPNdZOiXFJb4eDzInqfMVRTzXWTolxSW-Hg8', 400, 300, NULL, '[]', NULL, 1795945687414503, '4d13eb1b-0ac2-55ec-8f5c-f86ef84c9e8a', 1795945687414503, 1795945687414503, NULL, false);
INSERT INTO public.post VALUES ('41303ed1-ec79-447f-8953-918810b04b84', 'ccdbeeb5-a964-4140-842c-f21547473a00', 'image', 'Burst 6', 'https://www.deviantart.com/open/art/Burst-6-1100000010', 1795945687000000, false, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/8baefe3f-1035-d11a-e510-ee9f95662c3d/di6wtfu-35d11ae5-10ee-9f95-662c-3d8baefe3f10.png/v1/fill/w_1600,h_1200,q_70,strp/burst_6-fill.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MTIwMCIsInBhdGgiOiIvZi84YmFlZmUzZi0xMDM1LWQxMWEtZTUxMC1lZTlmOTU2NjJjM2QvZGk2d3RmdS0zNWQxMWFlNS0xMGVlLTlmOTUtNjYyYy0zZDhiYWVmZTNmMTAucG5nIiwid2lkdGgiOiI8PTE2MDAifV1dLCJhdWQiOlsidXJuOnNlcnZpY2U6aW1hZ2Uub3BlcmF0aW9ucyJdfQ.7p-VZiw9i67-PxA10RrlEO6flWYsPYuu_j8QNdEa5RA', 1600, 1200, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/8baefe3f-1035-d11a-e510-ee9f95662c3d/di6wtfu-35d11ae5-10ee-9f95-662c-3d8baefe3f10.png/v1/fit/w_400,h_300,q_70,strp/burst_6-fit.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MzAwIiwicGF0aCI6Ii9mLzhiYWVmZTNmLTEwMzUtZDExYS1lNTEwLWVlOWY5NTY2MmMzZC9kaTZ3dGZ1LTM1ZDExYWU1LTEwZWUtOWY5NS02NjJjLTNkOGJhZWZlM2YxMC5wbmciLCJ3aWR0aCI6Ijw9NDAwIn1dXSwiYXVkIjpbInVybjpzZXJ2aWNlOmltYWdlLm9wZXJhdGlvbnMiXX0.7p-VZiw9i67-PxA10RrlEO6flWYsPYuu_j8QNdEa5RA', 400, 300, NULL, '[]', NULL, 1795945687414503, '212b764d-bd5d-521b-b874-b116775c2355', 1795945687414503, 1795945687414503, NULL, false);
INSERT INTO public.post VALUES ('432bbd18-bf54-4645-829b-35f5e6c032b9', 'ccdbeeb5-a964-4140-842c-f21547473a00', 'image', 'Burst 10', 'https://www.deviantart.com/open/art/Burst-10-1100000014', 1795945687000000, false, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/c0c7e0f6-8607-2efe-7412-854020130d35/di6wtfy-072efe74-1285-4020-130d-35c0c7e0f686.png/v1/fill/w_1600,h_1200,q_70,strp/burst_10-fill.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MTIwMCIsInBhdGgiOiIvZi9jMGM3ZTBmNi04NjA3LTJlZmUtNzQxMi04NTQwMjAxMzBkMzUvZGk2d3RmeS0wNzJlZmU3NC0xMjg1LTQwMjAtMTMwZC0zNWMwYzdlMGY2ODYucG5nIiwid2lkdGgiOiI8PTE2MDAifV1dLCJhdWQiOlsidXJuOnNlcnZpY2U6aW1hZ2Uub3BlcmF0aW9ucyJdfQ.hUAgEw01wMfg9oYHLv50EoVAIBMNNcDH4PaGBy7-dBI', 1600, 1200, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/c0c7e0f6-8607-2efe-7412-854020130d35/di6wtfy-072efe74-1285-4020-130d-35c0c7e0f686.png/v1/fit/w_400,h_300,q_70,strp/burst_10-fit.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MzAwIiwicGF0aCI6Ii9mL2MwYzdlMGY2LTg2MDctMmVmZS03NDEyLTg1NDAyMDEzMGQzNS9kaTZ3dGZ5LTA3MmVmZTc0LTEyODUtNDAyMC0xMzBkLTM1YzBjN2UwZjY4Ni5wbmciLCJ3aWR0aCI6Ijw9NDAwIn1dXSwiYXVkIjpbInVybjpzZXJ2aWNlOmltYWdlLm9wZXJhdGlvbnMiXX0.hUAgEw01wMfg9oYHLv50EoVAIBMNNcDH4PaGBy7-dBI', 400, 300, NULL, '[]', NULL, 1795945687414503, '1c97715f-046d-50fc-b185-de0a6d89ff88', 1795945687414503, 1795945687414503, NULL, false);
INSERT INTO public.post VALUES ('67ce54ed-82f0-45f4-b4fc-1a152b7fc8d7', 'ccdbeeb5-a964-4140-842c-f21547473a00', 'image', 'Burst 1', 'https://www.deviantart.com/open/art/Burst-1-1100000005', 1795945687000000, false, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/5817a8c5-ccb2-09ea-9e56-34c28fde4f79/di6wtfp-b209ea9e-5634-c28f-de4f-795817a8c5cc.png/v1/fill/w_1600,h_1200,q_70,strp/burst_1-fill.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MTIwMCIsInBhdGgiOiIvZi81ODE3YThjNS1jY2IyLTA5ZWEtOWU1Ni0zNGMyOGZkZTRmNzkvZGk2d3RmcC1iMjA5ZWE5ZS01NjM0LWMyOGYtZGU0Zi03OTU4MTdhOGM1Y2MucG5nIiwid2lkdGgiOiI8PTE2MDAifV1dLCJhdWQiOlsidXJuOnNlcnZpY2U6aW1hZ2Uub3BlcmF0aW9ucyJdfQ.NMKP3k95WBeoxcyyCeqeVjTCj95PeVgXqMXMsgnqnlY', 1600, 1200, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/5817a8c5-ccb2-09ea-9e56-34c28fde4f79/di6wtfp-b209ea9e-5634-c28f-de4f-795817a8c5cc.png/v1/fit/w_400,h_300,q_70,strp/burst_1-fit.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MzAwIiwicGF0aCI6Ii9mLzU4MTdhOGM1LWNjYjItMDllYS05ZTU2LTM0YzI4ZmRlNGY3OS9kaTZ3dGZwLWIyMDllYTllLTU2MzQtYzI4Zi1kZTRmLTc5NTgxN2E4YzVjYy5wbmciLCJ3aWR0aCI6Ijw9NDAwIn1dXSwiYXVkIjpbInVybjpzZXJ2aWNlOmltYWdlLm9wZXJhdGlvbnMiXX0.NMKP3k95WBeoxcyyCeqeVjTCj95PeVgXqMXMsgnqnlY', 400, 300, NULL, '[]', NULL, 1795945687414503, '8e629031-aaf2-50d1-b3d2-3abaa6914a62', 1795945687414503, 1795945687414503, NULL, false);
INSERT INTO public.post VALUES ('6aa5beaf-3773-4391-a322-f2a9d5fc572a', 'ccdbeeb5-a964-4140-842c-f21547473a00', 'image', 'Burst 13', 'https://www.deviantart.com/open/art/Burst-13-1100000017', 1795945687000000, false, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/7d8a2f16-9e1a-d7c5-4bb4-c49a29f483fd/di6wtg1-1ad7c54b-b4c4-9a29-f483-fd7d8a2f169e.png/v1/fill/w_1600,h_1200,q_70,strp/burst_13-fill.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MTIwMCIsInBhdGgiOiIvZi83ZDhhMmYxNi05ZTFhLWQ3YzUtNGJiNC1jNDlhMjlmNDgzZmQvZGk2d3RnMS0xYWQ3YzU0Yi1iNGM0LTlhMjktZjQ4My1mZDdkOGEyZjE2OWUucG5nIiwid2lkdGgiOiI8PTE2MDAifV1dLCJhdWQiOlsidXJuOnNlcnZpY2U6aW1hZ2Uub3BlcmF0aW9ucyJdfQ.xJop9IP9fYovFp4a18VLtMSaKfSD_X2KLxaeGtfFS7Q', 1600, 1200, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/7d8a2f16-9e1a-d7c5-4bb4-c49a29f483fd/di6wtg1-1ad7c54b-b4c4-9a29-f483-fd7d8a2f169e.png/v1/fit/w_400,h_300,q_70,strp/burst_13-fit.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MzAwIiwicGF0aCI6Ii9mLzdkOGEyZjE2LTllMWEtZDdjNS00YmI0LWM0OWEyOWY0ODNmZC9kaTZ3dGcxLTFhZDdjNTRiLWI0YzQtOWEyOS1mNDgzLWZkN2Q4YTJmMTY5ZS5wbmciLCJ3aWR0aCI6Ijw9NDAwIn1dXSwiYXVkIjpbInVybjpzZXJ2aWNlOmltYWdlLm9wZXJhdGlvbnMiXX0.xJop9IP9fYovFp4a18VLtMSaKfSD_X2KLxaeGtfFS7Q', 400, 300, NULL, '[]', NULL, 1795945687414503, '06f1b9f9-4ee6-5431-a983-c4818aad8acf', 1795945687414503, 1795945687414503, NULL, false);
INSERT INTO public.post VALUES ('6cb6a10f-cc6a-46e9-bede-57ee6b2d36dd', 'ccdbeeb5-a964-4140-842c-f21547473a00', 'image', 'Burst 11', 'https://www.deviantart.com/open/art/Burst-11-1100000015', 1795945687000000, false, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/58c8107c-7966-7a2a-083d-2a05543e9cd4/di6wtfz-667a2a08-3d2a-0554-3e9c-d458c8107c79.png/v1/fill/w_1600,h_1200,q_70,strp/burst_11-fill.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MTIwMCIsInBhdGgiOiIvZi81OGM4MTA3Yy03OTY2LTdhMmEtMDgzZC0yYTA1NTQzZTljZDQvZGk2d3Rmei02NjdhMmEwOC0zZDJhLTA1NTQtM2U5Yy1kNDU4YzgxMDdjNzkucG5nIiwid2lkdGgiOiI8PTE2MDAifV1dLCJhdWQiOlsidXJuOnNlcnZpY2U6aW1hZ2Uub3BlcmF0aW9ucyJdfQ.KgVUPpzUWMgQfHlmeioIPSoFVD6c1FjIEHx5ZnoqCD0', 1600, 1200, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/58c8107c-7966-7a2a-083d-2a05543e9cd4/di6wtfz-667a2a08-3d2a-0554-3e9c-d458c8107c79.png/v1/fit/w_400,h_300,q_70,strp/burst_11-fit.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MzAwIiwicGF0aCI6Ii9mLzU4YzgxMDdjLTc5NjYtN2EyYS0wODNkLTJhMDU1NDNlOWNkNC9kaTZ3dGZ6LTY2N2EyYTA4LTNkMmEtMDU1NC0zZTljLWQ0NThjODEwN2M3OS5wbmciLCJ3aWR0aCI6Ijw9NDAwIn1dXSwiYXVkIjpbInVybjpzZXJ2aWNlOmltYWdlLm9wZXJhdGlvbnMiXX0.KgVUPpzUWMgQfHlmeioIPSoFVD6c1FjIEHx5ZnoqCD0', 400, 300, NULL, '[]', NULL, 1795945687414503, 'e4d6d67c-e578-5e48-8c6f-ddb5ebb70810', 1795945687414503, 1795945687414503, NULL, false);
INSERT INTO public.post VALUES ('a54bae1e-c1fc-4a14-b762-f35e6964b136', 'ccdbeeb5-a964-4140-842c-f21547473a00', 'image', 'Burst 12', 'https://www.deviantart.com/open/art/Burst-12-1100000016', 1795945687000000, false, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/1a9fcd22-a6e2-22b0-8fa9-4bf55935c81d/di6wtg0-e222b08f-a94b-f559-35c8-1d1a9fcd22a6.png/v1/fill/w_1600,h_1200,q_70,strp/burst_12-fill.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MTIwMCIsInBhdGgiOiIvZi8xYTlmY2QyMi1hNmUyLTIyYjAtOGZhOS00YmY1NTkzNWM4MWQvZGk2d3RnMC1lMjIyYjA4Zi1hOTRiLWY1NTktMzVjOC0xZDFhOWZjZDIyYTYucG5nIiwid2lkdGgiOiI8PTE2MDAifV1dLCJhdWQiOlsidXJuOnNlcnZpY2U6aW1hZ2Uub3BlcmF0aW9ucyJdfQ.S_VZNcgdGp_NIqbiIrCPqUv1WTXIHRqfzSKm4iKwj6k', 1600, 1200, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/1a9fcd22-a6e2-22b0-8fa9-4bf55935c81d/di6wtg0-e222b08f-a94b-f559-35c8-1d1a9fcd22a6.png/v1/fit/w_400,h_300,q_70,strp/burst_12-fit.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MzAwIiwicGF0aCI6Ii9mLzFhOWZjZDIyLWE2ZTItMjJiMC04ZmE5LTRiZjU1OTM1YzgxZC9kaTZ3dGcwLWUyMjJiMDhmLWE5NGItZjU1OS0zNWM4LTFkMWE5ZmNkMjJhNi5wbmciLCJ3aWR0aCI6Ijw9NDAwIn1dXSwiYXVkIjpbInVybjpzZXJ2aWNlOmltYWdlLm9wZXJhdGlvbnMiXX0.S_VZNcgdGp_NIqbiIrCPqUv1WTXIHRqfzSKm4iKwj6k', 400, 300, NULL, '[]', NULL, 1795945687414503, 'a8131af2-425f-519e-89af-853f5cf5b0d5', 1795945687414503, 1795945687414503, NULL, false);
INSERT INTO public.post VALUES ('a7fb6b36-2ca4-4052-9799-b18042b3dad9', 'ccdbeeb5-a964-4140-842c-f21547473a00', 'image', 'Burst 2', 'https://www.deviantart.com/open/art/Burst-2-1100000006', 1795945687000000, false, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/9e1c6b93-7ed1-1033-442a-ba91117ed2f3/di6wtfq-d1103344-2aba-9111-7ed2-f39e1c6b937e.png/v1/fill/w_1600,h_1200,q_70,strp/burst_2-fill.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MTIwMCIsInBhdGgiOiIvZi85ZTFjNmI5My03ZWQxLTEwMzMtNDQyYS1iYTkxMTE3ZWQyZjMvZGk2d3RmcS1kMTEwMzM0NC0yYWJhLTkxMTEtN2VkMi1mMzllMWM2YjkzN2UucG5nIiwid2lkdGgiOiI8PTE2MDAifV1dLCJhdWQiOlsidXJuOnNlcnZpY2U6aW1hZ2Uub3BlcmF0aW9ucyJdfQ.upERftLznhxrk37REDNEKrqREX7S854ca5N-0RAzRCo', 1600, 1200, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/9e1c6b93-7ed1-1033-442a-ba91117ed2f3/di6wtfq-d1103344-2aba-9111-7ed2-f39e1c6b937e.png/v1/fit/w_400,h_300,q_70,strp/burst_2-fit.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MzAwIiwicGF0aCI6Ii9mLzllMWM2YjkzLTdlZDEtMTAzMy00NDJhLWJhOTExMTdlZDJmMy9kaTZ3dGZxLWQxMTAzMzQ0LTJhYmEtOTExMS03ZWQyLWYzOWUxYzZiOTM3ZS5wbmciLCJ3aWR0aCI6Ijw9NDAwIn1dXSwiYXVkIjpbInVybjpzZXJ2aWNlOmltYWdlLm9wZXJhdGlvbnMiXX0.upERftLznhxrk37REDNEKrqREX7S854ca5N-0RAzRCo', 400, 300, NULL, '[]', NULL, 1795945687414503, '9ddf0e9d-961b-59cc-add3-07e7d8cfb47f', 1795945687414503, 1795945687414503, NULL, false);
INSERT INTO public.post VALUES ('ce314db4-587e-4295-b69d-be06beeb98a6', 'ccdbeeb5-a964-4140-842c-f21547473a00', 'image', 'Burst 4', 'https://www.deviantart.com/open/art/Burst-4-1100000008', 1795945687000000, false, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/89261258-f380-5319-096e-5bb1d4b24f74/di6wtfs-80531909-6e5b-b1d4-b24f-7489261258f3.png/v1/fill/w_1600,h_1200,q_70,strp/burst_4-fill.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MTIwMCIsInBhdGgiOiIvZi84OTI2MTI1OC1mMzgwLTUzMTktMDk2ZS01YmIxZDRiMjRmNzQvZGk2d3Rmcy04MDUzMTkwOS02ZTViLWIxZDQtYjI0Zi03NDg5MjYxMjU4ZjMucG5nIiwid2lkdGgiOiI8PTE2MDAifV1dLCJhdWQiOlsidXJuOnNlcnZpY2U6aW1hZ2Uub3BlcmF0aW9ucyJdfQ.W7HUsk90iSYSWPOAUxkJblux1LJPdIkmEljzgFMZCW4', 1600, 1200, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/89261258-f380-5319-096e-5bb1d4b24f74/di6wtfs-80531909-6e5b-b1d4-b24f-7489261258f3.png/v1/fit/w_400,h_300,q_70,strp/burst_4-fit.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MzAwIiwicGF0aCI6Ii9mLzg5MjYxMjU4LWYzODAtNTMxOS0wOTZlLTViYjFkNGIyNGY3NC9kaTZ3dGZzLTgwNTMxOTA5LTZlNWItYjFkNC1iMjRmLTc0ODkyNjEyNThmMy5wbmciLCJ3aWR0aCI6Ijw9NDAwIn1dXSwiYXVkIjpbInVybjpzZXJ2aWNlOmltYWdlLm9wZXJhdGlvbnMiXX0.W7HUsk90iSYSWPOAUxkJblux1LJPdIkmEljzgFMZCW4', 400, 300, NULL, '[]', NULL, 1795945687414503, '531b612c-61e6-53eb-8f70-32c38582c3a3', 1795945687414503, 1795945687414503, NULL, false);
INSERT INTO public.post VALUES ('d1c894fa-0014-4b62-8ed3-d070b90a7434', 'ccdbeeb5-a964-4140-842c-f21547473a00', 'image', 'Burst 5', 'https://www.deviantart.com/open/art/Burst-5-1100000009', 1795945687000000, false, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/7452960f-a7c2-683e-63bd-eab0d7f2be37/di6wtft-c2683e63-bdea-b0d7-f2be-377452960fa7.png/v1/fill/w_1600,h_1200,q_70,strp/burst_5-fill.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MTIwMCIsInBhdGgiOiIvZi83NDUyOTYwZi1hN2MyLTY4M2UtNjNiZC1lYWIwZDdmMmJlMzcvZGk2d3RmdC1jMjY4M2U2My1iZGVhLWIwZDctZjJiZS0zNzc0NTI5NjBmYTcucG5nIiwid2lkdGgiOiI8PTE2MDAifV1dLCJhdWQiOlsidXJuOnNlcnZpY2U6aW1hZ2Uub3BlcmF0aW9ucyJdfQ.6rDX8r43dFKWD6fCaD5jveqw1_K-N3RSlg-nwmg-Y70', 1600, 1200, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/7452960f-a7c2-683e-63bd-eab0d7f2be37/di6wtft-c2683e63-bdea-b0d7-f2be-377452960fa7.png/v1/fit/w_400,h_300,q_70,strp/burst_5-fit.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MzAwIiwicGF0aCI6Ii9mLzc0NTI5NjBmLWE3YzItNjgzZS02M2JkLWVhYjBkN2YyYmUzNy9kaTZ3dGZ0LWMyNjgzZTYzLWJkZWEtYjBkNy1mMmJlLTM3NzQ1Mjk2MGZhNy5wbmciLCJ3aWR0aCI6Ijw9NDAwIn1dXSwiYXVkIjpbInVybjpzZXJ2aWNlOmltYWdlLm9wZXJhdGlvbnMiXX0.6rDX8r43dFKWD6fCaD5jveqw1_K-N3RSlg-nwmg-Y70', 400, 300, NULL, '[]', NULL, 1795945687414503, 'c471df5c-34e3-5ffa-b4c4-bb6458574ca8', 1795945687414503, 1795945687414503, NULL, false);
INSERT INTO public.post VALUES ('e2f45cb4-2ca3-48e0-9381-47e6800f6328', 'ccdbeeb5-a964-4140-842c-f21547473a00', 'image', 'Burst 3', 'https://www.deviantart.com/open/art/Burst-3-1100000007', 1795945687000000, false, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/a0e440d8-dc72-6a60-1462-fb0ffe43da2f/di6wtfr-726a6014-62fb-0ffe-43da-2fa0e440d8dc.png/v1/fill/w_1600,h_1200,q_70,strp/burst_3-fill.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MTIwMCIsInBhdGgiOiIvZi9hMGU0NDBkOC1kYzcyLTZhNjAtMTQ2Mi1mYjBmZmU0M2RhMmYvZGk2d3Rmci03MjZhNjAxNC02MmZiLTBmZmUtNDNkYS0yZmEwZTQ0MGQ4ZGMucG5nIiwid2lkdGgiOiI8PTE2MDAifV1dLCJhdWQiOlsidXJuOnNlcnZpY2U6aW1hZ2Uub3BlcmF0aW9ucyJdfQ.-w_-Q9ovoORA2NxyamAUYvsP_kPaL6DkQNjccmpgFGI', 1600, 1200, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/a0e440d8-dc72-6a60-1462-fb0ffe43da2f/di6wtfr-726a6014-62fb-0ffe-43da-2fa0e440d8dc.png/v1/fit/w_400,h_300,q_70,strp/burst_3-fit.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MzAwIiwicGF0aCI6Ii9mL2EwZTQ0MGQ4LWRjNzItNmE2MC0xNDYyLWZiMGZmZTQzZGEyZi9kaTZ3dGZyLTcyNmE2MDE0LTYyZmItMGZmZS00M2RhLTJmYTBlNDQwZDhkYy5wbmciLCJ3aWR0aCI6Ijw9NDAwIn1dXSwiYXVkIjpbInVybjpzZXJ2aWNlOmltYWdlLm9wZXJhdGlvbnMiXX0.-w_-Q9ovoORA2NxyamAUYvsP_kPaL6DkQNjccmpgFGI', 400, 300, NULL, '[]', NULL, 1795945687414503, 'f4c3a31e-4a90-507a-b76c-d8f2410ec635', 1795945687414503, 1795945687414503, NULL, false);
INSERT INTO public.post VALUES ('fb37ae07-80ba-407b-a5fb-08807a45e231', 'ccdbeeb5-a964-4140-842c-f21547473a00', 'image', 'Burst 0', 'https://www.deviantart.com/open/art/Burst-0-1100000004', 1795945687000000, false, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/9cee1a73-a1ae-4d3b-60e2-90ffc71a8bba/di6wtfo-ae4d3b60-e290-ffc7-1a8b-ba9cee1a73a1.png/v1/fill/w_1600,h_1200,q_70,strp/burst_0-fill.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MTIwMCIsInBhdGgiOiIvZi85Y2VlMWE3My1hMWFlLTRkM2ItNjBlMi05MGZmYzcxYThiYmEvZGk2d3Rmby1hZTRkM2I2MC1lMjkwLWZmYzctMWE4Yi1iYTljZWUxYTczYTEucG5nIiwid2lkdGgiOiI8PTE2MDAifV1dLCJhdWQiOlsidXJuOnNlcnZpY2U6aW1hZ2Uub3BlcmF0aW9ucyJdfQ.kP_HGou6nO4ac6GuTTtg4pD_xxqLupzuGnOhrk07YOI', 1600, 1200, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/9cee1a73-a1ae-4d3b-60e2-90ffc71a8bba/di6wtfo-ae4d3b60-e290-ffc7-1a8b-ba9cee1a73a1.png/v1/fit/w_400,h_300,q_70,strp/burst_0-fit.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MzAwIiwicGF0aCI6Ii9mLzljZWUxYTczLWExYWUtNGQzYi02MGUyLTkwZmZjNzFhOGJiYS9kaTZ3dGZvLWFlNGQzYjYwLWUyOTAtZmZjNy0xYThiLWJhOWNlZTFhNzNhMS5wbmciLCJ3aWR0aCI6Ijw9NDAwIn1dXSwiYXVkIjpbInVybjpzZXJ2aWNlOmltYWdlLm9wZXJhdGlvbnMiXX0.kP_HGou6nO4ac6GuTTtg4pD_xxqLupzuGnOhrk07YOI', 400, 300, NULL, '[]', NULL, 1795945687414503, '8a5d094e-7806-5439-af10-bc307791c8f2', 1795945687414503, 1795945687414503, NULL, false);
INSERT INTO public.post VALUES ('99dd646a-4d3b-4f1e-ba87-7b5eb3152b80', '59e0a776-02a6-4681-81b4-5819f358e9b0', 'image', 'Suppressed', 'https://www.deviantart.com/mature/art/Suppressed-1100000020', 1795945687000000, true, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/630e4d1e-0e80-de06-0470-b00492c99364/di6wtg4-80de0604-70b0-0492-c993-64630e4d1e0e.png/v1/fill/w_1600,h_1200,q_70,strp,blur_30/suppressed-fill.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MTIwMCIsInBhdGgiOiIvZi82MzBlNGQxZS0wZTgwLWRlMDYtMDQ3MC1iMDA0OTJjOTkzNjQvZGk2d3RnNC04MGRlMDYwNC03MGIwLTA0OTItYzk5My02NDYzMGU0ZDFlMGUucG5nIiwid2lkdGgiOiI8PTE2MDAifV1dLCJhdWQiOlsidXJuOnNlcnZpY2U6aW1hZ2Uub3BlcmF0aW9ucyJdfQ.sASSyZNkYw5NHg6A3gYEcLAEksmTZGMOTR4OgN4GBHA', 1600, 1200, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/630e4d1e-0e80-de06-0470-b00492c99364/di6wtg4-80de0604-70b0-0492-c993-64630e4d1e0e.png/v1/fit/w_400,h_300,q_70,strp,blur_30/suppressed-fit.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MzAwIiwicGF0aCI6Ii9mLzYzMGU0ZDFlLTBlODAtZGUwNi0wNDcwLWIwMDQ5MmM5OTM2NC9kaTZ3dGc0LTgwZGUwNjA0LTcwYjAtMDQ5Mi1jOTkzLTY0NjMwZTRkMWUwZS5wbmciLCJ3aWR0aCI6Ijw9NDAwIn1dXSwiYXVkIjpbInVybjpzZXJ2aWNlOmltYWdlLm9wZXJhdGlvbnMiXX0.sASSyZNkYw5NHg6A3gYEcLAEksmTZGMOTR4OgN4GBHA', 400, 300, NULL, '[]', NULL, 1795945687459148, '6576acec-9493-54cf-906f-dcd5484b3d69', 1795945687459148, 1795945687459148, NULL, false);
INSERT INTO public.post VALUES ('141872fe-e011-4c50-ab29-a9d4c4998797', '3237db30-b312-43af-b19d-4733397a4654', 'image', 'Failed', 'https://www.deviantart.com/refused/art/Failed-1100000019', 1795945687000000, false, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/7b066756-d7b8-74af-e087-b220d93b2eff/di6wtg3-b874afe0-87b2-20d9-3b2e-ff7b066756d7.png/v1/fill/w_1600,h_1200,q_70,strp/failed-fill.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MTIwMCIsInBhdGgiOiIvZi83YjA2Njc1Ni1kN2I4LTc0YWYtZTA4Ny1iMjIwZDkzYjJlZmYvZGk2d3RnMy1iODc0YWZlMC04N2IyLTIwZDktM2IyZS1mZjdiMDY2NzU2ZDcucG5nIiwid2lkdGgiOiI8PTE2MDAifV1dLCJhdWQiOlsidXJuOnNlcnZpY2U6aW1hZ2Uub3BlcmF0aW9ucyJdfQ.siDZOy7_ewZnVte4dK_gh7Ig2Tsu_3sGZ1bXuHSv4Ic', 1600, 1200, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/7b066756-d7b8-74af-e087-b220d93b2eff/di6wtg3-b874afe0-87b2-20d9-3b2e-ff7b066756d7.png/v1/fit/w_400,h_300,q_70,strp/failed-fit.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MzAwIiwicGF0aCI6Ii9mLzdiMDY2NzU2LWQ3YjgtNzRhZi1lMDg3LWIyMjBkOTNiMmVmZi9kaTZ3dGczLWI4NzRhZmUwLTg3YjItMjBkOS0zYjJlLWZmN2IwNjY3NTZkNy5wbmciLCJ3aWR0aCI6Ijw9NDAwIn1dXSwiYXVkIjpbInVybjpzZXJ2aWNlOmltYWdlLm9wZXJhdGlvbnMiXX0.siDZOy7_ewZnVte4dK_gh7Ig2Tsu_3sGZ1bXuHSv4Ic', 400, 300, NULL, '[]', NULL, 1795945687496382, 'c0d8b3cc-c235-5965-8234-9ec4dd7aea4b', 1795945687496382, 1795945687496382, NULL, false);
INSERT INTO public.post VALUES ('5cd0cb6a-b99b-437a-a247-7ce9fba7663b', '1fb844cc-9490-4298-ae3f-b4857976f997', 'image', 'Held', 'https://www.deviantart.com/forbidden/art/Held-1100000018', 1795945687000000, false, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/cd76ca80-91a9-7148-d921-8e3f006bffaf/di6wtg2-a97148d9-218e-3f00-6bff-afcd76ca8091.png/v1/fill/w_1600,h_1200,q_70,strp/held-fill.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MTIwMCIsInBhdGgiOiIvZi9jZDc2Y2E4MC05MWE5LTcxNDgtZDkyMS04ZTNmMDA2YmZmYWYvZGk2d3RnMi1hOTcxNDhkOS0yMThlLTNmMDAtNmJmZi1hZmNkNzZjYTgwOTEucG5nIiwid2lkdGgiOiI8PTE2MDAifV1dLCJhdWQiOlsidXJuOnNlcnZpY2U6aW1hZ2Uub3BlcmF0aW9ucyJdfQ.jj8Aa_-vzXbKgJGpcUjZIY4_AGv_r812yoCRqXFI2SE', 1600, 1200, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/cd76ca80-91a9-7148-d921-8e3f006bffaf/di6wtg2-a97148d9-218e-3f00-6bff-afcd76ca8091.png/v1/fit/w_400,h_300,q_70,strp/held-fit.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MzAwIiwicGF0aCI6Ii9mL2NkNzZjYTgwLTkxYTktNzE0OC1kOTIxLThlM2YwMDZiZmZhZi9kaTZ3dGcyLWE5NzE0OGQ5LTIxOGUtM2YwMC02YmZmLWFmY2Q3NmNhODA5MS5wbmciLCJ3aWR0aCI6Ijw9NDAwIn1dXSwiYXVkIjpbInVybjpzZXJ2aWNlOmltYWdlLm9wZXJhdGlvbnMiXX0.jj8Aa_-vzXbKgJGpcUjZIY4_AGv_r812yoCRqXFI2SE', 400, 300, NULL, '[]', NULL, 1795945687495994, 'e6b0fe39-e81c-5066-9f33-9faae0f9e1fe', 1795945687495994, 1795945687495994, NULL, false);
INSERT INTO public.post VALUES ('e190cead-2616-4f10-9f5c-e6b769dcc4e4', '728060c3-d884-4e06-b9fe-2e8d3883ae63', 'image', 'Doubtful', 'https://www.deviantart.com/doubtful/art/Doubtful-1100000021', 1795945692000000, false, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/17403bca-2acf-45be-a5c1-c40f594d47ff/di6wtg5-cf45bea5-c1c4-0f59-4d47-ff17403bca2a.png/v1/fill/w_1600,h_1200,q_70,strp/doubtful-fill.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MTIwMCIsInBhdGgiOiIvZi8xNzQwM2JjYS0yYWNmLTQ1YmUtYTVjMS1jNDBmNTk0ZDQ3ZmYvZGk2d3RnNS1jZjQ1YmVhNS1jMWM0LTBmNTktNGQ0Ny1mZjE3NDAzYmNhMmEucG5nIiwid2lkdGgiOiI8PTE2MDAifV1dLCJhdWQiOlsidXJuOnNlcnZpY2U6aW1hZ2Uub3BlcmF0aW9ucyJdfQ.xA9ZTUf_F0A7yirPRb6lwcQPWU1H_xdAO8oqz0W-pcE', 1600, 1200, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/17403bca-2acf-45be-a5c1-c40f594d47ff/di6wtg5-cf45bea5-c1c4-0f59-4d47-ff17403bca2a.png/v1/fit/w_400,h_300,q_70,strp/doubtful-fit.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MzAwIiwicGF0aCI6Ii9mLzE3NDAzYmNhLTJhY2YtNDViZS1hNWMxLWM0MGY1OTRkNDdmZi9kaTZ3dGc1LWNmNDViZWE1LWMxYzQtMGY1OS00ZDQ3LWZmMTc0MDNiY2EyYS5wbmciLCJ3aWR0aCI6Ijw9NDAwIn1dXSwiYXVkIjpbInVybjpzZXJ2aWNlOmltYWdlLm9wZXJhdGlvbnMiXX0.xA9ZTUf_F0A7yirPRb6lwcQPWU1H_xdAO8oqz0W-pcE', 400, 300, NULL, '[]', NULL, 1795945692618950, '96c768f8-2191-54bc-bee7-b85bba753cf8', 1795945692618950, 1795945692618950, NULL, false);
INSERT INTO public.post VALUES ('22a86cd2-fba7-4dda-b4a5-21dc2611d9fa', '1d187389-92c8-4feb-b123-079666c0b683', 'image', 'Pending', 'https://www.deviantart.com/waiting/art/Pending-1100000022', 1795945695000000, false, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/cb515042-9f78-f400-85b9-dd196b12c782/di6wtg6-78f40085-b9dd-196b-12c7-82cb5150429f.png/v1/fill/w_1600,h_1200,q_70,strp/pending-fill.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MTIwMCIsInBhdGgiOiIvZi9jYjUxNTA0Mi05Zjc4LWY0MDAtODViOS1kZDE5NmIxMmM3ODIvZGk2d3RnNi03OGY0MDA4NS1iOWRkLTE5NmItMTJjNy04MmNiNTE1MDQyOWYucG5nIiwid2lkdGgiOiI8PTE2MDAifV1dLCJhdWQiOlsidXJuOnNlcnZpY2U6aW1hZ2Uub3BlcmF0aW9ucyJdfQ.3RlrEseCy1FQQp949ACFud0ZaxLHgstRUEKfePQAhbk', 1600, 1200, 'https://images-wixmp-ed30a86b8c4ca887773594c2.wixmp.com/f/cb515042-9f78-f400-85b9-dd196b12c782/di6wtg6-78f40085-b9dd-196b-12c7-82cb5150429f.png/v1/fit/w_400,h_300,q_70,strp/pending-fit.jpg?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1cm46YXBwOjdlMGQxODg5ODIyNjQzIiwiaXNzIjoidXJuOmFwcDo3ZTBkMTg4OTgyMjY0MyIsIm9iaiI6W1t7ImhlaWdodCI6Ijw9MzAwIiwicGF0aCI6Ii9mL2NiNTE1MDQyLTlmNzgtZjQwMC04NWI5LWRkMTk2YjEyYzc4Mi9kaTZ3dGc2LTc4ZjQwMDg1LWI5ZGQtMTk2Yi0xMmM3LTgyY2I1MTUwNDI5Zi5wbmciLCJ3aWR0aCI6Ijw9NDAwIn1dXSwiYXVkIjpbInVybjpzZXJ2aWNlOmltYWdlLm9wZXJhdGlvbnMiXX0.3RlrEseCy1FQQp949ACFud0ZaxLHgstRUEKfePQAhbk', 400, 300, NULL, '[]', NULL, 1795945695856596, '3090a7ac-28bd-5a3b-88f3-2c44b9bb6426', 1795945695856596, 1795945695856596, NULL, false);


--
-- Data for Name: post_folder; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: projection; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.projection VALUES ('live', '17287329-05b1-4b51-da28-5fd7be193bec', 29, 2, 'a839d1b4-0e89-41c6-afb8-0e36d7f85d72', 0);


--
-- Data for Name: schedule_state; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.schedule_state VALUES ('pulse', '{"observed":[0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,1.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0],"expected":[0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0000022826657,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0000036404015,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.000017191309,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0000135834325,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0],"price":0.0,"rate":1.007038516554784}', 1795945695883983);


--
-- Data for Name: seaql_migrations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.seaql_migrations VALUES ('m0001_guild', 1795945686);
INSERT INTO public.seaql_migrations VALUES ('m0002_watch', 1795945686);
INSERT INTO public.seaql_migrations VALUES ('m0003_channel_state', 1795945686);
INSERT INTO public.seaql_migrations VALUES ('m0004_audit', 1795945686);
INSERT INTO public.seaql_migrations VALUES ('m0005_source', 1795945686);
INSERT INTO public.seaql_migrations VALUES ('m0006_artist', 1795945686);
INSERT INTO public.seaql_migrations VALUES ('m0007_folder', 1795945686);
INSERT INTO public.seaql_migrations VALUES ('m0008_post', 1795945686);
INSERT INTO public.seaql_migrations VALUES ('m0009_post_folder', 1795945686);
INSERT INTO public.seaql_migrations VALUES ('m0010_notification', 1795945686);
INSERT INTO public.seaql_migrations VALUES ('m0011_projection', 1795945686);
INSERT INTO public.seaql_migrations VALUES ('m0012_parked_event', 1795945686);
INSERT INTO public.seaql_migrations VALUES ('m0013_lease', 1795945686);
INSERT INTO public.seaql_migrations VALUES ('m0014_fresh', 1795945686);
INSERT INTO public.seaql_migrations VALUES ('m0015_schedule_state', 1795945686);
INSERT INTO public.seaql_migrations VALUES ('m0016_name_order', 1795945686);


--
-- Data for Name: source; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.source VALUES ('1d187389-92c8-4feb-b123-079666c0b683', 'profile', 'Waiting', 1, false, 1795945686993441, 1795947829255399, NULL, 0, NULL, '{"profiled_at":"2026-11-29T09:48:06.993441Z","rates":{"since":1795945686.993441,"last_post":1795945686.993441,"posts":0.0,"sessions":[0.0,0.0,0.0]}}');
INSERT INTO public.source VALUES ('3237db30-b312-43af-b19d-4733397a4654', 'profile', 'Refused', 1, false, 1795945687009564, 1795947933281394, NULL, 0, NULL, '{"profiled_at":"2026-11-29T09:48:07.009564Z","rates":{"since":1795945687.009564,"last_post":1795945687.009564,"posts":0.0,"sessions":[0.0,0.0,0.0]}}');
INSERT INTO public.source VALUES ('59e0a776-02a6-4681-81b4-5819f358e9b0', 'profile', 'Mature', 1, false, 1795945686993849, 1795948001825758, NULL, 0, NULL, '{"profiled_at":"2026-11-29T09:48:06.993849Z","rates":{"since":1795945686.993849,"last_post":1795945686.993849,"posts":0.0,"sessions":[0.0,0.0,0.0]}}');
INSERT INTO public.source VALUES ('728060c3-d884-4e06-b9fe-2e8d3883ae63', 'profile', 'Doubtful', 1, false, 1795945686992999, 1795947904654367, NULL, 0, NULL, '{"profiled_at":"2026-11-29T09:48:06.992999Z","rates":{"since":1795945686.992999,"last_post":1795945686.992999,"posts":0.0,"sessions":[0.0,0.0,0.0]}}');
INSERT INTO public.source VALUES ('1fb844cc-9490-4298-ae3f-b4857976f997', 'profile', 'Forbidden', 1, false, 1795945687012920, 1795947706322910, NULL, 0, NULL, '{"profiled_at":"2026-11-29T09:48:07.012920Z","rates":{"since":1795945687.01292,"last_post":1795945687.01292,"posts":0.0,"sessions":[0.0,0.0,0.0]}}');
INSERT INTO public.source VALUES ('ccdbeeb5-a964-4140-842c-f21547473a00', 'profile', 'Open', 1, false, 1795945686992395, 1795947756319758, NULL, 0, NULL, '{"profiled_at":"2026-11-29T09:48:06.992395Z","rates":{"since":1795945686.992395,"last_post":1795945686.992395,"posts":0.0,"sessions":[0.0,0.0,0.0]}}');
INSERT INTO public.source VALUES ('1d187389-92c8-4feb-b123-079666c0b683', 'gallery', 'Waiting', 1, true, 1795945695856596, 1795945696103043, NULL, 0, NULL, '{"seen_to":"2026-11-29T09:48:15Z","since":"2026-11-29T09:48:15.856596Z","reconciled_at":"2026-11-29T09:48:15.856596Z","rates":{"since":1790761686.902302,"last_post":1795945695.0,"posts":1.0,"sessions":[1.0,-0.83926415,0.5437239]}}');
INSERT INTO public.source VALUES ('1d187389-92c8-4feb-b123-079666c0b683', 'posts', 'Waiting', 1, false, 1795945695838979, 1795945696057543, NULL, 0, NULL, '{"rates":{"since":1790761687.053957,"last_post":1790761687.053957,"posts":0.0,"sessions":[0.0,0.0,0.0]}}');
INSERT INTO public.source VALUES ('1fb844cc-9490-4298-ae3f-b4857976f997', 'gallery', 'Forbidden', 1, true, 1795945695663888, 1795945695902067, NULL, 0, NULL, '{"seen_to":"2026-11-29T09:48:07Z","since":"2026-11-29T09:48:07.495994Z","reconciled_at":"2026-11-29T09:48:07.495994Z","rates":{"since":1790761686.902398,"last_post":1795945687.0,"posts":1.0,"sessions":[1.0,-0.8389477,0.54421204]}}');
INSERT INTO public.source VALUES ('1fb844cc-9490-4298-ae3f-b4857976f997', 'posts', 'Forbidden', 1, false, 1795945695838580, 1795945696048226, NULL, 0, NULL, '{"rates":{"since":1790761687.097606,"last_post":1790761687.097606,"posts":0.0,"sessions":[0.0,0.0,0.0]}}');
INSERT INTO public.source VALUES ('59e0a776-02a6-4681-81b4-5819f358e9b0', 'posts', 'Mature', 1, false, 1795945695738904, 1795945695966959, NULL, 0, NULL, '{"rates":{"since":1790761687.054594,"last_post":1790761687.054594,"posts":0.0,"sessions":[0.0,0.0,0.0]}}');
INSERT INTO public.source VALUES ('3237db30-b312-43af-b19d-4733397a4654', 'gallery', 'Refused', 1, true, 1795945695651606, 1795945695889244, NULL, 0, NULL, '{"seen_to":"2026-11-29T09:48:07Z","since":"2026-11-29T09:48:07.496382Z","reconciled_at":"2026-11-29T09:48:07.496382Z","rates":{"since":1790761686.902579,"last_post":1795945687.0,"posts":1.0,"sessions":[1.0,-0.8389477,0.54421204]}}');
INSERT INTO public.source VALUES ('3237db30-b312-43af-b19d-4733397a4654', 'posts', 'Refused', 1, false, 1795945695684290, 1795945695902814, NULL, 0, NULL, '{"rates":{"since":1790761687.054233,"last_post":1790761687.054233,"posts":0.0,"sessions":[0.0,0.0,0.0]}}');
INSERT INTO public.source VALUES ('59e0a776-02a6-4681-81b4-5819f358e9b0', 'gallery', 'Mature', 1, true, 1795945695651828, 1795945695893636, NULL, 0, NULL, '{"seen_to":"2026-11-29T09:48:07Z","since":"2026-11-29T09:48:07.459148Z","reconciled_at":"2026-11-29T09:48:07.459148Z","rates":{"since":1790761686.902171,"last_post":1795945687.0,"posts":1.0,"sessions":[1.0,-0.8389477,0.54421204]}}');
INSERT INTO public.source VALUES ('728060c3-d884-4e06-b9fe-2e8d3883ae63', 'gallery', 'Doubtful', 1, true, 1795945695848109, 1795945696054939, NULL, 0, NULL, '{"seen_to":"2026-11-29T09:48:12Z","since":"2026-11-29T09:48:12.904690Z","reconciled_at":"2026-11-29T09:48:12.904690Z","rates":{"since":1790761686.902624,"last_post":1790761686.902624,"posts":0.0,"sessions":[0.0,0.0,0.0]}}');
INSERT INTO public.source VALUES ('728060c3-d884-4e06-b9fe-2e8d3883ae63', 'posts', 'Doubtful', 1, false, 1795945695780648, 1795945696007430, NULL, 0, NULL, '{"rates":{"since":1790761687.054402,"last_post":1790761687.054402,"posts":0.0,"sessions":[0.0,0.0,0.0]}}');
INSERT INTO public.source VALUES ('ccdbeeb5-a964-4140-842c-f21547473a00', 'posts', 'Open', 1, false, 1795945695775637, 1795945695988007, NULL, 0, NULL, '{"rates":{"since":1790761687.097421,"last_post":1790761687.097421,"posts":0.0,"sessions":[0.0,0.0,0.0]}}');
INSERT INTO public.source VALUES ('ccdbeeb5-a964-4140-842c-f21547473a00', 'gallery', 'Open', 1, true, 1795945695762286, 1795945695976701, NULL, 0, NULL, '{"seen_to":"2026-11-29T09:48:07Z","since":"2026-11-29T09:48:07.194018Z","reconciled_at":"2026-11-29T09:48:07.194018Z","freshness":{"delays":[[0,14]]},"rates":{"since":1790761686.902526,"last_post":1795945687.0,"posts":3.0,"sessions":[1.0,-0.8389477,0.54421204]}}');


--
-- Data for Name: watch; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.watch VALUES ('f62c531d-4e59-40d5-8cb1-46295445ba60', 1576535215403171840, 1576535218305630208, 'ccdbeeb5-a964-4140-842c-f21547473a00', 'Open', 'everything', NULL, NULL, '', false, NULL, 'all', 1795945086652472, 1795945686652472);
INSERT INTO public.watch VALUES ('4090a2e0-52ef-4ce3-99b4-f7f764ab093a', 1576535215403171840, 1576535218318213120, '1fb844cc-9490-4298-ae3f-b4857976f997', 'Forbidden', 'everything', NULL, NULL, '', false, NULL, 'all', 1795945086655461, 1795945686655461);
INSERT INTO public.watch VALUES ('40fecdec-fa0a-4790-b8af-9cd895373257', 1576535215403171840, 1576535218326601728, '3237db30-b312-43af-b19d-4733397a4654', 'Refused', 'everything', NULL, NULL, '', false, NULL, 'all', 1795945086657744, 1795945686657744);
INSERT INTO public.watch VALUES ('38e16722-f91e-4c1b-b794-385cb3683ae8', 1576535215403171840, 1576535218339184640, '59e0a776-02a6-4681-81b4-5819f358e9b0', 'Mature', 'everything', NULL, NULL, '', false, NULL, 'all', 1795945086660218, 1795945686660218);
INSERT INTO public.watch VALUES ('2f9b6504-657d-428e-9148-b0d137c25e14', 1576535215403171840, 1576535218347573248, '1d187389-92c8-4feb-b123-079666c0b683', 'Waiting', 'everything', NULL, NULL, '', false, NULL, 'all', 1795945086662640, 1795945686662640);
INSERT INTO public.watch VALUES ('f6143123-62b5-426b-9e1c-c74438f16c6d', 1576535215403171840, 1576535218351767552, '728060c3-d884-4e06-b9fe-2e8d3883ae63', 'Doubtful', 'everything', NULL, NULL, '', false, NULL, 'all', 1795945086663851, 1795945686663851);


--
-- Name: artist artist_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.artist
    ADD CONSTRAINT artist_pkey PRIMARY KEY (id);


--
-- Name: audit audit_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id);


--
-- Name: channel_state channel_state_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.channel_state
    ADD CONSTRAINT channel_state_pkey PRIMARY KEY (channel_id);


--
-- Name: folder folder_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.folder
    ADD CONSTRAINT folder_pkey PRIMARY KEY (id);


--
-- Name: fresh_artist fresh_artist_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.fresh_artist
    ADD CONSTRAINT fresh_artist_pkey PRIMARY KEY (id);


--
-- Name: fresh_folder fresh_folder_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.fresh_folder
    ADD CONSTRAINT fresh_folder_pkey PRIMARY KEY (id);


--
-- Name: fresh_post_folder fresh_post_folder_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.fresh_post_folder
    ADD CONSTRAINT fresh_post_folder_pkey PRIMARY KEY (post_id, folder_id);


--
-- Name: fresh_post fresh_post_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.fresh_post
    ADD CONSTRAINT fresh_post_pkey PRIMARY KEY (id);


--
-- Name: guild guild_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.guild
    ADD CONSTRAINT guild_pkey PRIMARY KEY (id);


--
-- Name: lease lease_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.lease
    ADD CONSTRAINT lease_pkey PRIMARY KEY (name);


--
-- Name: notification notification_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notification
    ADD CONSTRAINT notification_pkey PRIMARY KEY (id);


--
-- Name: parked_event parked_event_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.parked_event
    ADD CONSTRAINT parked_event_pkey PRIMARY KEY (log_offset);


--
-- Name: post_folder post_folder_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.post_folder
    ADD CONSTRAINT post_folder_pkey PRIMARY KEY (post_id, folder_id);


--
-- Name: post post_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.post
    ADD CONSTRAINT post_pkey PRIMARY KEY (id);


--
-- Name: projection projection_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.projection
    ADD CONSTRAINT projection_pkey PRIMARY KEY (name);


--
-- Name: schedule_state schedule_state_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.schedule_state
    ADD CONSTRAINT schedule_state_pkey PRIMARY KEY (name);


--
-- Name: seaql_migrations seaql_migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.seaql_migrations
    ADD CONSTRAINT seaql_migrations_pkey PRIMARY KEY (version);


--
-- Name: source source_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.source
    ADD CONSTRAINT source_pkey PRIMARY KEY (artist_id, kind);


--
-- Name: watch watch_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.watch
    ADD CONSTRAINT watch_pkey PRIMARY KEY (id);


--
-- Name: artist_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX artist_name ON public.artist USING btree (name_key);


--
-- Name: audit_guild; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_guild ON public.audit USING btree (guild_id, at);


--
-- Name: channel_state_guild; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX channel_state_guild ON public.channel_state USING btree (guild_id);


--
-- Name: folder_owner; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX folder_owner ON public.folder USING btree (owner_id);


--
-- Name: notification_channel; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX notification_channel ON public.notification USING btree (channel_id, state);


--
-- Name: notification_digest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX notification_digest ON public.notification USING btree (digest_id);


--
-- Name: notification_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX notification_due ON public.notification USING btree (state, due_at);


--
-- Name: notification_post; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX notification_post ON public.notification USING btree (post_id);


--
-- Name: notification_watch; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX notification_watch ON public.notification USING btree (watch_id, observed_at);


--
-- Name: parked_event_lane; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX parked_event_lane ON public.parked_event USING btree (lane);


--
-- Name: post_artist; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX post_artist ON public.post USING btree (artist_id, published_at);


--
-- Name: watch_artist; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX watch_artist ON public.watch USING btree (artist_id);


--
-- Name: watch_folder; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX watch_folder ON public.watch USING btree (folder_id);


--
-- Name: watch_guild; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX watch_guild ON public.watch USING btree (guild_id);


--
-- Name: watch_once; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX watch_once ON public.watch USING btree (channel_id, artist_id, folder_key, what);


--
-- PostgreSQL database dump complete
--

\unrestrict flwjfPWuhCh7f4Er0AkG8SmwJ7egx0QXWU71JuUZsV8Wwdpgvu7hFy9Wsa49hmJ

