#include "sandbox/task_engine/session/agent_message.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "base/hash.h"
#include "base/text.h"
#include "packets/byte_reader.h"

namespace eni::sandbox::task_engine {
namespace {

constexpr std::size_t kTypeBytes = 32;
constexpr std::size_t kHalfOfId = 8;
constexpr std::size_t kDigestBytes = 32;
constexpr std::uint32_t kSchemaVersion = 1;
/// Up to the payload's length, which the number does not count.
constexpr std::uint32_t kHeaderBytes = 4 + kTypeBytes + 4 + 8 + 8 + 8 + 2 * kHalfOfId + kDigestBytes + 4;

constexpr std::uint64_t kSequenceStart = 1;
constexpr std::uint64_t kSequenceEnd = 2;

template <class Number>
void append(std::string& out, Number number) {
  for (int shift = 8 * (static_cast<int>(sizeof number) - 1); shift >= 0; shift -= 8)
    out.push_back(static_cast<char>(static_cast<std::uint64_t>(number) >> shift));
}

std::uint64_t read_u64(packets::ByteReader& reader) {
  const std::uint64_t upper = reader.u32();
  return upper << 32 | reader.u32();
}

/// The sixteen bytes of a UUID's text; zeros where it is none.
std::string bytes_of_id(const std::string& id) {
  std::string digits;
  std::copy_if(id.begin(), id.end(), std::back_inserter(digits), [](char c) { return c != '-'; });
  digits.resize(4 * kHalfOfId, '0');
  std::string bytes;
  for (std::size_t at = 0; at < digits.size(); at += 2) {
    std::uint8_t byte = 0;
    std::from_chars(digits.data() + at, digits.data() + at + 2, byte, 16);
    bytes.push_back(static_cast<char>(byte));
  }
  return bytes;
}

std::string id_of_bytes(std::string_view bytes) {
  std::string id = hex(bytes);
  for (const std::size_t at : {8U, 13U, 18U, 23U}) id.insert(at, 1, '-');
  return id;
}

/// It is filled up with spaces, by some clients with zeros.
std::string read_type(std::string_view bytes) {
  const std::size_t end = bytes.find_last_not_of(std::string_view{" \0", 2});
  return std::string{bytes.substr(0, end == std::string_view::npos ? 0 : end + 1)};
}

}  // namespace

std::string write_agent_message(const AgentMessage& message) {
  std::string type = message.type.substr(0, kTypeBytes);
  type.resize(kTypeBytes, ' ');
  const std::string id = bytes_of_id(message.id);
  std::string out;
  append(out, kHeaderBytes);
  out += type;
  append(out, kSchemaVersion);
  append(out, message.created_at);
  append(out, message.sequence_number);
  append(out, message.flags);
  out += id.substr(kHalfOfId) + id.substr(0, kHalfOfId);  // As Java writes the halves of one.
  out += sha256(message.payload);
  append(out, static_cast<std::uint32_t>(message.payload_type));
  append(out, static_cast<std::uint32_t>(message.payload.size()));
  return out + message.payload;
}

Result<AgentMessage> read_agent_message(std::string_view bytes) {
  packets::ByteReader reader{bytes};
  AgentMessage message;
  const std::uint32_t header_bytes = reader.u32();
  message.type = read_type(reader.take(kTypeBytes));
  reader.skip(sizeof kSchemaVersion);
  message.created_at = read_u64(reader);
  message.sequence_number = static_cast<std::int64_t>(read_u64(reader));
  message.flags = read_u64(reader);
  const std::string lower{reader.take(kHalfOfId)};
  const std::string upper{reader.take(kHalfOfId)};
  const std::string digest{reader.take(kDigestBytes)};
  message.payload_type = static_cast<PayloadType>(reader.u32());
  const std::uint32_t size = reader.u32();
  if (reader.is_cut())
    return Error{"a message of " + std::to_string(bytes.size()) + " bytes is too short", ""};
  if (header_bytes != kHeaderBytes)
    return Error{"a message's header has " + std::to_string(header_bytes) + " bytes, not " +
                     std::to_string(kHeaderBytes),
                 ""};
  if (reader.rest().size() != size) return Error{"a message's length is not that of its payload", ""};
  message.id = id_of_bytes(upper + lower);
  message.payload = std::string{reader.rest()};
  if (size > 0 && sha256(message.payload) != digest)
    return Error{"a message's digest is not that of its payload", ""};
  return message;
}

AgentMessage acknowledgement_of(const AgentMessage& message, std::string id) {
  AgentMessage out;
  out.type = "acknowledge";
  out.flags = kSequenceStart | kSequenceEnd;
  out.id = std::move(id);
  out.payload =
      boost::json::serialize(json::object{{"AcknowledgedMessageType", message.type},
                                          {"AcknowledgedMessageId", message.id},
                                          {"AcknowledgedMessageSequenceNumber", message.sequence_number},
                                          {"IsSequentialMessage", true}});
  return out;
}

}  // namespace eni::sandbox::task_engine
