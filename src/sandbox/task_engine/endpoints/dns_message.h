#pragma once
/// DNS messages: queries of anybody are read, answers written. Sources: RFC 1035 (section 4), RFC 6891 (EDNS), RFC 2782 (SRV),
/// RFC 3596 (AAAA), RFC 2181 (section 9, TC).
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sandbox/task_engine/endpoints/dns_name.h"
#include "vpc/ipv4.h"
#include "vpc/ipv6.h"

namespace eni::sandbox::task_engine::endpoints {

/// Any number may come; these are known by name.
enum class RecordType : std::uint16_t {
  kA = 1,
  kCname = 5,
  kPtr = 12,
  kAaaa = 28,
  kSrv = 33,
  kOpt = 41,
  kIxfr = 251,
  kAny = 255,
};

enum class ResponseCode : std::uint8_t {
  kNoError = 0,
  kFormatError = 1,
  kServerFailure = 2,
  kNameError = 3,  ///< NXDOMAIN
  kNotImplemented = 4,
  kRefused = 5,
  kBadVersion = 16,  ///< of EDNS
};

inline constexpr std::uint16_t kInternetClass = 1;
/// Of an answer by UDP to who does not say more, and what no answer by UDP goes beyond: it would be fragmented.
inline constexpr std::size_t kMinUdpBytes = 512;
inline constexpr std::size_t kMaxUdpBytes = 1232;
inline constexpr std::size_t kMaxTcpBytes = 65535;

struct Edns {
  std::uint16_t udp_bytes = 0;  ///< that the client takes
  std::uint8_t version = 0;
  bool dnssec_ok = false;
};

struct DnsQuery {
  std::uint16_t id = 0;
  std::uint8_t opcode = 0;
  bool recursion_desired = false;
  bool checking_disabled = false;
  ResponseCode problem = ResponseCode::kNoError;  ///< what is wrong with it, and the answer to it
  std::string question;  ///< name, type and class as they came; "" if they could not be read
  std::string name;      ///< name_text() of it
  RecordType type{};
  std::uint16_t record_class = 0;
  std::optional<Edns> edns;
};

/// @return  nothing if no answer is due: it is an answer itself, or no message at all
std::optional<DnsQuery> parse_query(std::string_view message);

/// Another name, of an address.
struct PointerRecord {
  std::string name;
};
struct ServiceRecord {
  std::uint16_t priority = 0;
  std::uint16_t weight = 0;
  std::uint16_t port = 0;
  std::string target;
};
/// Of which the record's owner is another name.
struct CanonicalName {
  std::string name;
};
/// Of any type, as it was read.
struct OtherRecord {
  RecordType type{};
  std::string data;
};
using RecordData =
    std::variant<vpc::Ipv4, vpc::Ipv6, PointerRecord, ServiceRecord, CanonicalName, OtherRecord>;

struct NameRecord {
  RecordData data;
  std::chrono::seconds ttl{60};
  WireName owner = {};  ///< "": the question's name
};

RecordType type_of(const RecordData& data);

/// Of an answer to `query` by UDP.
std::size_t udp_limit(const DnsQuery& query);

/// An answer with the records. Those that do not fit are left out, and it says so (TC). Records with a name that is none are left out.
std::string write_response(const DnsQuery& query, ResponseCode code, const std::vector<NameRecord>& records,
                           std::size_t limit);
/// An answer without records that says that they do not fit.
std::string write_truncated(const DnsQuery& query, std::size_t limit);

/// The question for a server of names: nothing of the client's but the question, whether it wants DNSSEC's records, and how much
/// it takes.
std::string write_forwarded_query(const DnsQuery& query, std::uint16_t id);

struct ServerAnswer {
  ResponseCode code{};
  bool is_truncated = false;
};

/// @return  nothing if it is no answer to that question with that id
std::optional<ServerAnswer> check_answer(std::string_view message, std::uint16_t id, const DnsQuery& query);

/// A server's answer, checked, as the client's: its id, the question as it wrote it. Where it is longer than `limit`, an empty
/// one with TC.
std::string relay_answer(std::string answer, const DnsQuery& query, std::size_t limit);

}  // namespace eni::sandbox::task_engine::endpoints
