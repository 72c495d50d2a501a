//! The bytes on disk, format version 1: pure functions, no files. The README describes every field.

/// The only format that this version writes.
pub(crate) const FORMAT: u16 = 1;
/// Bytes of a segment's header.
pub(crate) const SEGMENT_HEADER: usize = 64;
/// Bytes of a record's header.
pub(crate) const RECORD_HEADER: usize = 48;
/// Bytes of a sealed segment's footer.
pub(crate) const FOOTER: usize = 64;
/// Bytes of one of the two slots of `STATE`.
pub(crate) const SLOT: usize = 512;
/// Bytes of one acknowledgement.
pub(crate) const ACK: usize = 24;
/// No payload is ever larger, whatever the options say.
pub(crate) const HARD_MAX_RECORD: usize = 16 << 20;

const SEGMENT_MAGIC: &[u8; 8] = b"JSPOOL\x00\x01";
const FOOTER_MAGIC: &[u8; 8] = b"JSPLEND1";
const STATE_MAGIC: &[u8; 8] = b"JSPSTATE";
const RECORD_MAGIC: u32 = 0x4A52_4331;
const ACK_MAGIC: u32 = 0x4A41_434B;
const KIND_DATA: u16 = 1;
const CLEAN: u16 = 1;

/// A checksum that stays strong over bytes that hold checksums, and that no run of zeros satisfies.
pub(crate) fn mask(crc: u32) -> u32 {
    crc.rotate_right(15).wrapping_add(0xa282_ead8)
}

fn masked(parts: &[&[u8]]) -> u32 {
    mask(parts.iter().fold(0, |crc, part| crc32c::crc32c_append(crc, part)))
}

fn array<const N: usize>(b: &[u8], at: usize) -> [u8; N] {
    let mut out = [0; N];
    out.copy_from_slice(&b[at..at + N]);
    out
}
fn u16_at(b: &[u8], at: usize) -> u16 {
    u16::from_le_bytes(array(b, at))
}
fn u32_at(b: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(array(b, at))
}
fn u64_at(b: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(array(b, at))
}
fn put(b: &mut [u8], at: usize, bytes: &[u8]) {
    b[at..at + bytes.len()].copy_from_slice(bytes);
}

/// Which segment of which log: part of every checksum, so that nothing verifies in a place where it was not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub uuid: [u8; 16],
    pub base: u64,
}

/// What a segment header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HeaderFound {
    Ours(Place),
    Newer(u16),
    /// The checksum fails; the identity that stands there may still be right.
    Damaged {
        uuid: [u8; 16],
    },
}

pub(crate) fn encode_segment_header(place: Place, created_ms: u64) -> [u8; SEGMENT_HEADER] {
    let mut b = [0; SEGMENT_HEADER];
    put(&mut b, 0, SEGMENT_MAGIC);
    put(&mut b, 8, &FORMAT.to_le_bytes());
    put(&mut b, 10, &(SEGMENT_HEADER as u16).to_le_bytes());
    // 12: incompatible flags, 16: compatible flags; none exist yet
    put(&mut b, 20, &place.uuid);
    put(&mut b, 36, &place.base.to_le_bytes());
    put(&mut b, 44, &created_ms.to_le_bytes());
    let crc = masked(&[&b[..60]]);
    put(&mut b, 60, &crc.to_le_bytes());
    b
}

pub(crate) fn decode_segment_header(b: &[u8; SEGMENT_HEADER]) -> HeaderFound {
    let uuid = array(b, 20);
    if &b[..8] != SEGMENT_MAGIC || u32_at(b, 60) != masked(&[&b[..60]]) {
        return HeaderFound::Damaged { uuid };
    }
    let format = u16_at(b, 8);
    if format > FORMAT || u32_at(b, 12) != 0 {
        return HeaderFound::Newer(format.max(FORMAT));
    }
    HeaderFound::Ours(Place { uuid, base: u64_at(b, 36) })
}

/// What a record's header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RecordHeader {
    pub payload_len: u32,
    pub offset: u64,
    pub append_ms: u64,
    pub codec: u16,
    pub schema: u16,
    /// How many records before this one went to disk in the same write (at most 65,535).
    pub group_back: u16,
    pub id: [u8; 8],
    pub payload_crc: u32,
    /// The masked checksum of this header, for the footer's chain.
    pub crc: u32,
}

impl RecordHeader {
    /// Header, payload and padding.
    pub(crate) fn frame_len(&self) -> u64 {
        frame_len(self.payload_len as usize)
    }

    pub(crate) fn payload_verifies(&self, payload: &[u8]) -> bool {
        masked(&[payload]) == self.payload_crc
    }
}

/// Bytes that a payload of this length takes in a segment.
pub(crate) fn frame_len(payload: usize) -> u64 {
    (RECORD_HEADER + payload.next_multiple_of(8)) as u64
}

fn record_crc(place: Place, header: &[u8]) -> u32 {
    masked(&[&place.uuid, &place.base.to_le_bytes(), &header[..44]])
}

/// Where and when a record is appended.
#[derive(Clone, Copy)]
pub(crate) struct Stamp {
    pub offset: u64,
    /// The first offset of the same write.
    pub first: u64,
    /// Milliseconds since 1970.
    pub append_ms: u64,
}

/// Appends the frame of a record to `out`; returns the header's checksum.
pub(crate) fn encode_record(out: &mut Vec<u8>, place: Place, stamp: Stamp, record: &crate::Record) -> u32 {
    let Stamp { offset, first, append_ms } = stamp;
    let mut b = [0; RECORD_HEADER];
    put(&mut b, 0, &RECORD_MAGIC.to_le_bytes());
    put(&mut b, 4, &u32::try_from(record.payload.len()).unwrap_or(u32::MAX).to_le_bytes());
    put(&mut b, 8, &offset.to_le_bytes());
    put(&mut b, 16, &append_ms.to_le_bytes());
    put(&mut b, 24, &KIND_DATA.to_le_bytes());
    put(&mut b, 26, &record.codec.to_le_bytes());
    put(&mut b, 28, &record.schema.to_le_bytes());
    put(&mut b, 30, &u16::try_from(offset - first).unwrap_or(u16::MAX).to_le_bytes());
    put(&mut b, 32, &record.id);
    put(&mut b, 40, &masked(&[&record.payload]).to_le_bytes());
    let crc = record_crc(place, &b);
    put(&mut b, 44, &crc.to_le_bytes());
    out.extend_from_slice(&b);
    out.extend_from_slice(&record.payload);
    out.resize(out.len().next_multiple_of(8), 0);
    crc
}

/// A header that verifies at this place; the length is checked before anybody allocates.
pub(crate) fn decode_record_header(b: &[u8], place: Place) -> Option<RecordHeader> {
    if b.len() < RECORD_HEADER || u32_at(b, 0) != RECORD_MAGIC {
        return None;
    }
    let (payload_len, crc) = (u32_at(b, 4), u32_at(b, 44));
    if payload_len as usize > HARD_MAX_RECORD || crc != record_crc(place, b) || u16_at(b, 24) != KIND_DATA {
        return None;
    }
    Some(RecordHeader {
        payload_len,
        offset: u64_at(b, 8),
        append_ms: u64_at(b, 16),
        codec: u16_at(b, 26),
        schema: u16_at(b, 28),
        group_back: u16_at(b, 30),
        id: array(b, 32),
        payload_crc: u32_at(b, 40),
        crc,
    })
}

/// What the end of a sealed segment says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Footer {
    pub count: u64,
    pub last: u64,
    pub data_end: u64,
    pub max_ms: u64,
    /// Checksum over the checksums of all record headers, in order.
    pub chain: u32,
}

/// The next link of [`Footer::chain`].
pub(crate) fn chain(chain: u32, record_crc: u32) -> u32 {
    crc32c::crc32c_append(chain, &record_crc.to_le_bytes())
}

pub(crate) fn encode_footer(place: Place, footer: &Footer) -> [u8; FOOTER] {
    let mut b = [0; FOOTER];
    put(&mut b, 0, FOOTER_MAGIC);
    put(&mut b, 8, &place.base.to_le_bytes());
    put(&mut b, 16, &footer.count.to_le_bytes());
    put(&mut b, 24, &footer.last.to_le_bytes());
    put(&mut b, 32, &footer.data_end.to_le_bytes());
    put(&mut b, 40, &footer.max_ms.to_le_bytes());
    put(&mut b, 56, &footer.chain.to_le_bytes());
    let crc = masked(&[&place.uuid, &b[..60]]);
    put(&mut b, 60, &crc.to_le_bytes());
    b
}

pub(crate) fn decode_footer(b: &[u8; FOOTER], place: Place) -> Option<Footer> {
    let good = &b[..8] == FOOTER_MAGIC && u64_at(b, 8) == place.base && u32_at(b, 60) == masked(&[&place.uuid, &b[..60]]);
    good.then(|| Footer { count: u64_at(b, 16), last: u64_at(b, 24), data_end: u64_at(b, 32), max_ms: u64_at(b, 40), chain: u32_at(b, 56) })
}

/// What `STATE` remembers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct State {
    pub uuid: [u8; 16],
    pub generation: u64,
    /// No record below this was ever given to a later append: the base of the newest segment, or the end after a clean close.
    pub next_offset: u64,
    /// Segments that begin below this are deleted, or about to be.
    pub low_water: u64,
    pub max_append_ms: u64,
    pub clean: bool,
}

/// What stands in a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SlotFound {
    Good(State),
    Newer(u16),
    Bad,
}

pub(crate) fn encode_slot(state: &State) -> [u8; SLOT] {
    let mut b = [0; SLOT];
    put(&mut b, 0, STATE_MAGIC);
    put(&mut b, 8, &FORMAT.to_le_bytes());
    put(&mut b, 10, &(if state.clean { CLEAN } else { 0 }).to_le_bytes());
    put(&mut b, 16, &state.uuid);
    put(&mut b, 32, &state.generation.to_le_bytes());
    put(&mut b, 40, &state.next_offset.to_le_bytes());
    put(&mut b, 48, &state.low_water.to_le_bytes());
    put(&mut b, 56, &state.max_append_ms.to_le_bytes());
    let crc = masked(&[&b[..SLOT - 4]]);
    put(&mut b, SLOT - 4, &crc.to_le_bytes());
    b
}

pub(crate) fn decode_slot(b: &[u8]) -> SlotFound {
    if b.len() < SLOT || &b[..8] != STATE_MAGIC || u32_at(b, SLOT - 4) != masked(&[&b[..SLOT - 4]]) {
        return SlotFound::Bad;
    }
    if u16_at(b, 8) > FORMAT {
        return SlotFound::Newer(u16_at(b, 8));
    }
    SlotFound::Good(State {
        uuid: array(b, 16),
        generation: u64_at(b, 32),
        next_offset: u64_at(b, 40),
        low_water: u64_at(b, 48),
        max_append_ms: u64_at(b, 56),
        clean: u16_at(b, 10) & CLEAN != 0,
    })
}

pub(crate) fn encode_ack(place: Place, offset: u64, ack_ms: u64) -> [u8; ACK] {
    let mut b = [0; ACK];
    put(&mut b, 0, &ACK_MAGIC.to_le_bytes());
    put(&mut b, 8, &offset.to_le_bytes());
    put(&mut b, 16, &ack_ms.to_le_bytes());
    let crc = masked(&[&place.uuid, &place.base.to_le_bytes(), &b[8..]]);
    put(&mut b, 4, &crc.to_le_bytes());
    b
}

pub(crate) fn decode_ack(b: &[u8], place: Place) -> Option<u64> {
    let good = b.len() == ACK && u32_at(b, 0) == ACK_MAGIC && u32_at(b, 4) == masked(&[&place.uuid, &place.base.to_le_bytes(), &b[8..]]);
    good.then(|| u64_at(b, 8))
}

/// `<020-digit base>.jsl`
pub(crate) fn segment_name(base: u64) -> String {
    format!("{base:020}.jsl")
}

/// `acks.<020-digit base>.jsa`
pub(crate) fn acks_name(base: u64) -> String {
    format!("acks.{base:020}.jsa")
}

/// The base in a segment's name; `None` for any other name.
pub(crate) fn parse_segment_name(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(".jsl")?;
    (digits.len() == 20 && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.parse().ok())?
}

/// The base in an acknowledgement file's name.
pub(crate) fn parse_acks_name(name: &str) -> Option<u64> {
    let digits = name.strip_prefix("acks.")?.strip_suffix(".jsa")?;
    (digits.len() == 20 && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.parse().ok())?
}
