#include "sandbox/task_engine/endpoints/dns_answer.h"

#include <gtest/gtest.h>

#include "sandbox/task_engine/endpoints/test_dns.h"

namespace eni::sandbox::task_engine::endpoints {
namespace {

DnsQuery query_of(std::string_view name, RecordType type = RecordType::kA) {
  return parse_query(query_bytes(7, name, type)).value();
}

/// To a question for b.com, whose name is at 0x000c and whose "com" at 0x000e.
std::string answer(std::string_view records, int count, std::string_view flags = "8180") {
  return server_answer(query_bytes(9, "b.com", RecordType::kA), flags, count, bytes(records));
}

TEST(DnsAnswer, RecordsAreReadWithoutCompression) {
  const struct {
    const char* what;
    const char* record;
    const char* data;
  } rows[] = {
      {"A", "c00c 0001 0001 0000003c 0004 0a000001", "0a000001"},
      {"CNAME", "c00c 0005 0001 0000003c 0004 0161 c00e", "0161 03636f6d 00"},
      {"MX", "c00c 000f 0001 0000003c 0004 000a c00e", "000a 03636f6d 00"},
      {"SRV", "c00c 0021 0001 0000003c 0008 0001 0002 0050 c00c", "0001 0002 0050 0162 03636f6d 00"},
      {"SOA", "c00c 0006 0001 0000003c 0018 c00c c00e 00000001000000020000000300000004 00000005",
       "0162 03636f6d 00 03636f6d 00 00000001000000020000000300000004 00000005"},
      {"TXT", "c00c 0010 0001 0000003c 0003 02 c00c", "02 c00c"},
  };
  for (const auto& row : rows) {
    const auto records = read_records(answer(row.record, 1));
    ASSERT_TRUE(records && records->size() == 1) << row.what;
    EXPECT_EQ((*records)[0].owner, to_wire_name("b.com")) << row.what;
    EXPECT_EQ((*records)[0].ttl, std::chrono::seconds{60}) << row.what;
    EXPECT_EQ(std::get<OtherRecord>((*records)[0].data).data, bytes(row.data)) << row.what;
  }
}

TEST(DnsAnswer, WhatCannotBeReadIsNothing) {
  const struct {
    const char* what;
    const char* record;
    int count;
  } rows[] = {
      {"fewer than it says", "c00c 0001 0001 0000003c 0004 0a000001", 2},
      {"data that are not there", "c00c 0001 0001 0000003c 0005 0a000001", 1},
      {"a name longer than its data", "c00c 0005 0001 0000003c 0001 c00c", 1},
      {"a name shorter than its data", "c00c 0005 0001 0000003c 0003 c00c 00", 1},
      {"a name that leads to itself", "c00c 0005 0001 0000003c 0002 c023", 1},
      {"another class", "c00c 0001 0003 0000003c 0004 0a000001", 1},
  };
  for (const auto& row : rows) EXPECT_FALSE(read_records(answer(row.record, row.count))) << row.what;
  std::string many = answer("", 0);
  many[6] = '\x02';
  many[7] = '\x01';
  for (int count = 0; count < 513; ++count) many += bytes("c00c 0001 0001 0000003c 0004 0a000001");
  EXPECT_FALSE(read_records(many)) << "too many";
}

TEST(DnsAnswer, EachPrefixAndEachChangedByteIsBorne) {
  const std::string whole =
      answer("c00c 0005 0001 0000003c 0004 0161 c00e c023 0001 0001 0000003c 0004 0a000001", 2);
  ASSERT_TRUE(read_records(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) (void)read_records(whole.substr(0, size));
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const char c : {'\0', '\x01', '\x3f', '\xc0', '\xff'}) {
      std::string changed = whole;
      changed[at] = c;
      (void)lead_to(changed, query_of("a.local"), {}, kMaxUdpBytes);
    }
  }
}

TEST(DnsAnswer, AQuestionForAnotherNameIsOfTheSameTypeAndId) {
  const auto other = query_for(query_of("a.local", RecordType::kAaaa), "B.com.");
  ASSERT_TRUE(other);
  EXPECT_EQ(other->name, "b.com");
  EXPECT_EQ(other->id, 7);
  EXPECT_EQ(other->question, bytes("0142 03636f6d 00 001c 0001"));
  EXPECT_FALSE(query_for(query_of("a.local"), "b..com"));
}

TEST(DnsAnswer, WhatAChainLeadsToStandsBehindIt) {
  const std::vector<NameRecord> chain{{CanonicalName{"b.com"}, std::chrono::seconds{10}}};
  const std::string led =
      lead_to(answer("c00c 0001 0001 0000003c 0004 0a000001", 1), query_of("a.local"), chain, 512);
  EXPECT_EQ(led, bytes("0007 8180 0001 0002 0000 0000 0161 056c6f63616c 00 0001 0001"
                       "c00c 0005 0001 0000000a 0007 0162 03636f6d 00"
                       "0162 03636f6d 00 0001 0001 0000003c 0004 0a000001"));
}

TEST(DnsAnswer, TheCodeIsThatOfTheEnd) {
  const std::vector<NameRecord> chain{{CanonicalName{"b.com"}}};
  const std::string none = lead_to(answer("", 0, "8183"), query_of("a.local"), chain, 512);
  EXPECT_EQ(code_of(none), ResponseCode::kNameError);
  EXPECT_EQ(answer_count(none), 1);
  EXPECT_EQ(code_of(lead_to("rubbish", query_of("a.local"), chain, 512)), ResponseCode::kServerFailure);
  EXPECT_TRUE(is_truncated(lead_to(answer("", 0, "8380"), query_of("a.local"), chain, 512)));
}

}  // namespace
}  // namespace eni::sandbox::task_engine::endpoints
