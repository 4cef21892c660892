#pragma once
/// A message of AWS Systems Manager's session protocol, as session-manager-plugin and its agents send them over a WebSocket.
/// Source: aws/session-manager-plugin, src/message/clientmessage.go and messageparser.go.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace eni::sandbox::task_engine {

enum class PayloadType : std::uint32_t {
  kNone = 0,
  kOutput = 1,  ///< of a program, or for it
  kSize = 3,    ///< {"cols": 80, "rows": 24}
  kHandshakeRequest = 5,
  kHandshakeResponse = 6,
  kHandshakeComplete = 7,
  kFlag = 10,  ///< four bytes: SessionFlag
};

enum class SessionFlag : std::uint32_t { kTerminate = 2 };

struct AgentMessage {
  std::string type;  ///< "input_stream_data", "output_stream_data", "acknowledge", "channel_closed"
  std::uint64_t created_at = 0;  ///< milliseconds since the epoch
  std::int64_t sequence_number = 0;
  std::uint64_t flags = 0;
  std::string id;  ///< a UUID
  PayloadType payload_type = PayloadType::kNone;
  std::string payload;
};

std::string write_agent_message(const AgentMessage& message);
/// @error  what is wrong with the bytes: too few, a length or a digest that is not theirs
Result<AgentMessage> read_agent_message(std::string_view bytes);

/// What is said of a message that has come. @param id  a new UUID
AgentMessage acknowledgement_of(const AgentMessage& message, std::string id);

}  // namespace eni::sandbox::task_engine
