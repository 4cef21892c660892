#include "sandbox/task_engine/endpoints/dns_message.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "sandbox/task_engine/endpoints/dns_reader.h"

namespace eni::sandbox::task_engine::endpoints {
namespace {

constexpr std::uint16_t kIsResponse = 0x8000;
constexpr std::uint16_t kTruncated = 0x0200;
constexpr std::uint16_t kRecursionDesired = 0x0100;
constexpr std::uint16_t kRecursionAvailable = 0x0080;
constexpr std::uint16_t kCheckingDisabled = 0x0010;
constexpr int kOpcodeShift = 11;
constexpr std::uint16_t kOpcodeMask = 0xf;
constexpr std::uint16_t kCodeMask = 0xf;
constexpr std::uint32_t kDnssecOk = 0x8000;
/// A pointer to the question's name, which stands behind the header.
constexpr std::uint16_t kQuestionName = 0xc00c;
/// Resolvers send OPT, and perhaps a signature.
constexpr std::uint16_t kMaxAdditional = 4;

void put16(std::string& out, std::size_t value) {
  out += static_cast<char>(value >> 8 & 0xff);
  out += static_cast<char>(value & 0xff);
}

void put32(std::string& out, std::uint64_t value) {
  put16(out, value >> 16 & 0xffff);
  put16(out, value & 0xffff);
}

void set16(std::string& out, std::size_t at, std::size_t value) {
  out[at] = static_cast<char>(value >> 8 & 0xff);
  out[at + 1] = static_cast<char>(value & 0xff);
}

void read_question(DnsReader& reader, std::string_view message, DnsQuery& query) {
  const std::size_t begin = reader.position();
  const WireName name = reader.name();
  query.type = static_cast<RecordType>(reader.u16());
  query.record_class = reader.u16();
  if (reader.failed()) return;
  query.question = message.substr(begin, reader.position() - begin);
  query.name = name_text(name);
}

/// @return  whether it is one that may stand there
bool read_additional(DnsReader& reader, DnsQuery& query) {
  const WireName owner = reader.name();
  const auto type = static_cast<RecordType>(reader.u16());
  const std::uint16_t record_class = reader.u16();
  const std::uint32_t ttl = reader.u32();
  (void)reader.take(reader.u16());
  if (reader.failed()) return false;
  if (type != RecordType::kOpt) return true;
  if (query.edns || owner.size() != 1) return false;
  query.edns = Edns{record_class, static_cast<std::uint8_t>(ttl >> 16 & 0xff), (ttl & kDnssecOk) != 0};
  return true;
}

bool read_rest(DnsReader& reader, std::uint16_t count, DnsQuery& query) {
  for (std::uint16_t number = 0; number < count; ++number)
    if (!read_additional(reader, query)) return false;
  return reader.at_end();
}

ResponseCode read_sections(DnsReader& reader, const DnsHeader& header, std::string_view message,
                           DnsQuery& query) {
  if (query.opcode != 0) return ResponseCode::kNotImplemented;
  if (header.questions != 1 || header.answers != 0 || header.authorities != 0 ||
      header.additional > kMaxAdditional || (header.flags & kTruncated) != 0)
    return ResponseCode::kFormatError;
  read_question(reader, message, query);
  if (reader.failed() || !read_rest(reader, header.additional, query)) return ResponseCode::kFormatError;
  if (query.edns && query.edns->version != 0) return ResponseCode::kBadVersion;
  return ResponseCode::kNoError;
}

std::string pack(const vpc::Ipv4& address) {
  std::string data;
  put32(data, address);
  return data;
}
std::string pack(const vpc::Ipv6& address) {
  std::string data;
  for (const std::uint64_t half : {address.high, address.low}) {
    put32(data, half >> 32);
    put32(data, half & 0xffffffff);
  }
  return data;
}
std::string pack(const PointerRecord& pointer) { return to_wire_name(pointer.name).value_or(""); }
std::string pack(const CanonicalName& canonical) { return to_wire_name(canonical.name).value_or(""); }
std::string pack(const OtherRecord& other) { return other.data; }
std::string pack(const ServiceRecord& service) {
  const auto target = to_wire_name(service.target);
  if (!target) return "";
  std::string data;
  put16(data, service.priority);
  put16(data, service.weight);
  put16(data, service.port);
  return data + *target;
}

/// "" if the record cannot be written.
std::string record_bytes(const NameRecord& record) {
  const std::string data = std::visit([](const auto& value) { return pack(value); }, record.data);
  if (data.empty()) return "";
  constexpr std::int64_t kMaxTtl = 0x7fffffff;
  std::string bytes = record.owner;
  if (bytes.empty()) put16(bytes, kQuestionName);
  put16(bytes, static_cast<std::uint16_t>(type_of(record.data)));
  put16(bytes, kInternetClass);
  put32(bytes, static_cast<std::uint64_t>(std::clamp<std::int64_t>(record.ttl.count(), 0, kMaxTtl)));
  put16(bytes, data.size());
  return bytes + data;
}

std::string opt_record(std::size_t udp_bytes, std::uint64_t ttl) {
  std::string bytes(1, '\0');
  put16(bytes, static_cast<std::uint16_t>(RecordType::kOpt));
  put16(bytes, udp_bytes);
  put32(bytes, ttl);
  put16(bytes, 0);
  return bytes;
}

/// Of an answer to a query with one. The upper bits of the code stand in its TTL.
std::string response_opt(const DnsQuery& query, ResponseCode code) {
  if (!query.edns) return "";
  const auto upper = static_cast<std::uint64_t>(code) >> 4;
  return opt_record(kMaxUdpBytes, upper << 24 | (query.edns->dnssec_ok ? kDnssecOk : 0));
}

std::uint16_t response_flags(const DnsQuery& query, ResponseCode code) {
  std::uint16_t flags = kIsResponse | kRecursionAvailable;
  flags |= static_cast<std::uint16_t>((query.opcode & kOpcodeMask) << kOpcodeShift);
  flags |= static_cast<std::uint16_t>(static_cast<std::uint16_t>(code) & kCodeMask);
  if (query.recursion_desired) flags |= kRecursionDesired;
  if (query.checking_disabled) flags |= kCheckingDisabled;
  return flags;
}

constexpr std::size_t kFlagsAt = 2;
constexpr std::size_t kAnswersAt = 6;

/// @return  how many were written; fewer than there are if they do not fit
std::size_t append_records(std::string& out, const std::vector<std::string>& records, std::size_t limit) {
  std::size_t count = 0;
  for (const std::string& record : records) {
    if (out.size() + record.size() > limit) break;
    out += record;
    ++count;
  }
  return count;
}

}  // namespace

RecordType type_of(const RecordData& data) {
  if (const auto* other = std::get_if<OtherRecord>(&data)) return other->type;
  constexpr std::array kTypes{RecordType::kA, RecordType::kAaaa, RecordType::kPtr, RecordType::kSrv,
                              RecordType::kCname};
  static_assert(kTypes.size() + 1 == std::variant_size_v<RecordData>);
  return kTypes[data.index()];
}

std::optional<DnsQuery> parse_query(std::string_view message) {
  DnsReader reader{message};
  const DnsHeader header = read_header(reader);
  if (reader.failed() || (header.flags & kIsResponse) != 0) return std::nullopt;
  DnsQuery query;
  query.id = header.id;
  query.opcode = static_cast<std::uint8_t>(header.flags >> kOpcodeShift & kOpcodeMask);
  query.recursion_desired = (header.flags & kRecursionDesired) != 0;
  query.checking_disabled = (header.flags & kCheckingDisabled) != 0;
  query.problem = read_sections(reader, header, message, query);
  return query;
}

std::size_t udp_limit(const DnsQuery& query) {
  return query.edns ? std::clamp<std::size_t>(query.edns->udp_bytes, kMinUdpBytes, kMaxUdpBytes)
                    : kMinUdpBytes;
}

std::string write_response(const DnsQuery& query, ResponseCode code, const std::vector<NameRecord>& records,
                           std::size_t limit) {
  std::vector<std::string> written;
  for (const NameRecord& record : records)
    if (std::string bytes = record_bytes(record); !bytes.empty()) written.push_back(std::move(bytes));
  const std::string opt = response_opt(query, code);
  std::string out;
  put16(out, query.id);
  put16(out, response_flags(query, code));
  put16(out, query.question.empty() ? 0 : 1);
  put16(out, 0);
  put16(out, 0);
  put16(out, opt.empty() ? 0 : 1);
  out += query.question;
  const std::size_t count = append_records(out, written, limit - opt.size());
  set16(out, kAnswersAt, count);
  if (count < written.size()) set16(out, kFlagsAt, response_flags(query, code) | kTruncated);
  return out + opt;
}

std::string write_truncated(const DnsQuery& query, std::size_t limit) {
  std::string empty = write_response(query, ResponseCode::kNoError, {}, limit);
  set16(empty, kFlagsAt, response_flags(query, ResponseCode::kNoError) | kTruncated);
  return empty;
}

std::string write_forwarded_query(const DnsQuery& query, std::uint16_t id) {
  std::string out;
  put16(out, id);
  put16(out, kRecursionDesired | (query.checking_disabled ? kCheckingDisabled : 0));
  put16(out, 1);
  put16(out, 0);
  put16(out, 0);
  put16(out, query.edns ? 1 : 0);
  out += query.question;
  if (query.edns) out += opt_record(udp_limit(query), query.edns->dnssec_ok ? kDnssecOk : 0);
  return out;
}

std::optional<ServerAnswer> check_answer(std::string_view message, std::uint16_t id, const DnsQuery& query) {
  DnsReader reader{message};
  const DnsHeader header = read_header(reader);
  if (reader.failed() || header.id != id || (header.flags & kIsResponse) == 0 || header.questions != 1)
    return std::nullopt;
  // A type's bytes are compared without regard to case as well; the exact ones are checked behind it.
  const std::string_view question = message.substr(reader.position(), query.question.size());
  if (query.question.size() < 4 || !iequals(question, query.question)) return std::nullopt;
  if (!question.ends_with(std::string_view{query.question}.substr(query.question.size() - 4)))
    return std::nullopt;
  return ServerAnswer{static_cast<ResponseCode>(header.flags & kCodeMask), (header.flags & kTruncated) != 0};
}

std::string relay_answer(std::string answer, const DnsQuery& query, std::size_t limit) {
  if (answer.size() > limit) return write_truncated(query, limit);
  set16(answer, 0, query.id);
  answer.replace(kDnsHeaderBytes, query.question.size(), query.question);
  return answer;
}

}  // namespace eni::sandbox::task_engine::endpoints
