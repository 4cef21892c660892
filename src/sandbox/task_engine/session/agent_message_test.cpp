#include "sandbox/task_engine/session/agent_message.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace eni::sandbox::task_engine {
namespace {

AgentMessage message() {
  return {"output_stream_data",
          1'700'000'000'000,
          7,
          0,
          "01234567-89ab-cdef-fedc-ba9876543210",
          PayloadType::kOutput,
          "hi"};
}

/// Where the fields lie. Source: aws/session-manager-plugin, messageparser_test.go has the same offsets.
TEST(AgentMessage, HasItsFieldsWhereClientsLookForThem) {
  const std::string bytes = write_agent_message(message());
  const struct {
    std::size_t at;
    const char* hex;
  } rows[] = {
      {0, "00000074"},                              // 116: the header's bytes
      {4, "6f75747075745f73747265616d5f64617461"},  // its type
      {22, "2020202020202020202020202020"},         // filled up
      {36, "00000001"},                             // version
      {40, "0000018bcfe56800"},                     // milliseconds
      {48, "0000000000000007"},                     // its number
      {56, "0000000000000000"},                     // flags
      {64, "fedcba98765432100123456789abcdef"},     // the UUID, its second half first
      {80, "8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4"},  // SHA-256 of "hi"
      {112, "00000001"},                                                         // the payload's type
      {116, "00000002"},                                                         // and its bytes
      {120, "6869"},
  };
  for (const auto& row : rows) {
    const std::size_t size = std::string_view{row.hex}.size() / 2;
    EXPECT_EQ(hex(bytes.substr(row.at, size)), row.hex) << row.at;
  }
  EXPECT_EQ(bytes.size(), 122U);
}

TEST(AgentMessage, IsReadAsItWasWritten) {
  const auto read = read_agent_message(write_agent_message(message()));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->type, message().type);
  EXPECT_EQ(read->created_at, message().created_at);
  EXPECT_EQ(read->sequence_number, 7);
  EXPECT_EQ(read->id, message().id);
  EXPECT_EQ(read->payload_type, PayloadType::kOutput);
  EXPECT_EQ(read->payload, "hi");
}

TEST(AgentMessage, DamageIsTold) {
  const std::string good = write_agent_message(message());
  std::string header = good;
  header[3] = 1;
  std::string digest = good;
  digest[80] = 'x';
  const struct {
    std::string bytes;
    const char* error;
  } rows[] = {
      {"", "a message of 0 bytes is too short"},
      {good.substr(0, 119), "a message of 119 bytes is too short"},
      {header, "a message's header has 1 bytes, not 116"},
      {good + "!", "a message's length is not that of its payload"},
      {good.substr(0, 121), "a message's length is not that of its payload"},
      {digest, "a message's digest is not that of its payload"},
  };
  for (const auto& row : rows) {
    const auto read = read_agent_message(row.bytes);
    ASSERT_TRUE(read.has_error()) << row.error;
    EXPECT_EQ(read.error().message, row.error);
  }
}

TEST(AgentMessage, IsAcknowledgedByItsNumber) {
  const AgentMessage said = acknowledgement_of(message(), "id");
  EXPECT_EQ(said.type, "acknowledge");
  EXPECT_EQ(said.flags, 3U);
  EXPECT_EQ(said.payload, R"({"AcknowledgedMessageType":"output_stream_data",)"
                          R"("AcknowledgedMessageId":"01234567-89ab-cdef-fedc-ba9876543210",)"
                          R"("AcknowledgedMessageSequenceNumber":7,"IsSequentialMessage":true})");
}

}  // namespace
}  // namespace eni::sandbox::task_engine
