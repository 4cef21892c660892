#include "sandbox/task_engine/endpoints/dns_message.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "sandbox/task_engine/endpoints/test_dns.h"

namespace eni::sandbox::task_engine::endpoints {
namespace {

constexpr std::string_view kQuestion = "01 61 00 0001 0001";
const std::string kOpt = bytes("00 0029 0400 00008000 0000");

DnsQuery query_of(const std::string& message) { return parse_query(message).value(); }

TEST(DnsMessage, AQueryWithItsOptions) {
  const DnsQuery query =
      query_of(bytes("abcd 0110 0001 0000 0000 0001 02 6442 03 636f6d 00 001c 0001") + kOpt);
  EXPECT_EQ(query.problem, ResponseCode::kNoError);
  EXPECT_EQ(query.id, 0xabcd);
  EXPECT_TRUE(query.recursion_desired);
  EXPECT_TRUE(query.checking_disabled);
  EXPECT_EQ(query.name, "db.com");
  EXPECT_EQ(query.type, RecordType::kAaaa);
  EXPECT_EQ(query.record_class, kInternetClass);
  EXPECT_EQ(query.edns->udp_bytes, 0x400);
  EXPECT_TRUE(query.edns->dnssec_ok);
  EXPECT_EQ(query.question, bytes("02 6442 03 636f6d 00 001c 0001"));
}

TEST(DnsMessage, WhatGetsNoAnswer) {
  const std::string whole = bytes("abcd 0100 0001 0000 0000 0000") + bytes(kQuestion);
  for (std::size_t size = 0; size < kDnsHeaderBytes; ++size)
    EXPECT_FALSE(parse_query(whole.substr(0, size)).has_value()) << size;
  EXPECT_FALSE(parse_query(bytes("abcd 8100 0001 0000 0000 0000") + bytes(kQuestion)).has_value());
}

TEST(DnsMessage, WhatIsWrongWithQueries) {
  const struct {
    std::string_view what;
    std::string_view message;
    ResponseCode expected;
  } rows[] = {
      {"nothing", "abcd 0100 0001 0000 0000 0000 01 61 00 0001 0001", ResponseCode::kNoError},
      {"a signature behind it",
       "abcd 0100 0001 0000 0000 0001 01 61 00 0001 0001 00 00fa 00ff 00000000 0001 00",
       ResponseCode::kNoError},
      {"an update", "abcd 2900 0001 0000 0000 0000 01 61 00 0001 0001", ResponseCode::kNotImplemented},
      {"no question", "abcd 0100 0000 0000 0000 0000", ResponseCode::kFormatError},
      {"a question that is not there", "abcd 0100 0001 0000 0000 0000", ResponseCode::kFormatError},
      {"two questions", "abcd 0100 0002 0000 0000 0000 01 61 00 0001 0001 01 61 00 0001 0001",
       ResponseCode::kFormatError},
      {"65535 questions", "abcd 0100 ffff 0000 0000 0000 01 61 00 0001 0001", ResponseCode::kFormatError},
      {"an answer", "abcd 0100 0001 0001 0000 0000 01 61 00 0001 0001 00 0001 0001 00000000 0000",
       ResponseCode::kFormatError},
      {"authorities that are not there", "abcd 0100 0001 0000 ffff 0000 01 61 00 0001 0001",
       ResponseCode::kFormatError},
      {"additional records that are not there", "abcd 0100 0001 0000 0000 0004 01 61 00 0001 0001",
       ResponseCode::kFormatError},
      {"too many additional records", "abcd 0100 0001 0000 0000 ffff 01 61 00 0001 0001",
       ResponseCode::kFormatError},
      {"bytes behind it", "abcd 0100 0001 0000 0000 0000 01 61 00 0001 0001 00", ResponseCode::kFormatError},
      {"a cut question", "abcd 0100 0001 0000 0000 0000 01 61 00 0001 00", ResponseCode::kFormatError},
      {"a looping question", "abcd 0100 0001 0000 0000 0000 c00c 0001 0001", ResponseCode::kFormatError},
      {"a truncated query", "abcd 0300 0001 0000 0000 0000 01 61 00 0001 0001", ResponseCode::kFormatError},
      {"options that lie of their length",
       "abcd 0100 0001 0000 0000 0001 01 61 00 0001 0001 00 0029 0400 00000000 ffff",
       ResponseCode::kFormatError},
      {"options twice",
       "abcd 0100 0001 0000 0000 0002 01 61 00 0001 0001 00 0029 0400 00000000 0000 00 0029 0400 00000000 "
       "0000",
       ResponseCode::kFormatError},
      {"options of a name", "abcd 0100 0001 0000 0000 0001 01 61 00 0001 0001 c00c 0029 0400 00000000 0000",
       ResponseCode::kFormatError},
      {"EDNS of the future", "abcd 0100 0001 0000 0000 0001 01 61 00 0001 0001 00 0029 0400 00010000 0000",
       ResponseCode::kBadVersion},
  };
  for (const auto& row : rows) {
    const auto query = parse_query(bytes(row.message));
    ASSERT_TRUE(query.has_value()) << row.what;
    EXPECT_EQ(query->problem, row.expected) << row.what;
    EXPECT_EQ(query->id, 0xabcd) << row.what;
  }
}

// Whatever is cut off or changed, nothing is read that is not there (sanitizers see it), and an answer can be written.
TEST(DnsMessage, EachPrefixAndEachChangedByteIsBorne) {
  const std::string whole = bytes("abcd 0100 0001 0000 0000 0001 02 6462 03 636f6d 00 0001 0001") + kOpt;
  const auto bear = [](const std::string& message) {
    const auto query = parse_query(message);
    if (!query) return;
    EXPECT_LE(write_response(*query, query->problem, {}, kMinUdpBytes).size(), kMinUdpBytes);
  };
  for (std::size_t size = 0; size <= whole.size(); ++size) bear(whole.substr(0, size));
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (int value = 0; value < 256; ++value) {
      std::string changed = whole;
      changed[at] = static_cast<char>(value);
      bear(changed);
    }
}

TEST(DnsMessage, AnswersOfEachType) {
  const struct {
    RecordData data;
    std::string_view type;
    std::string_view expected;
  } rows[] = {
      {vpc::Ipv4{0x0a000114}, "0001", "c00c 0001 0001 0000003c 0004 0a000114"},
      {vpc::Ipv6{0x20010db800000000, 1}, "001c",
       "c00c 001c 0001 0000003c 0010 20010db8000000000000000000000001"},
      {PointerRecord{"a.b"}, "000c", "c00c 000c 0001 0000003c 0005 01 61 01 62 00"},
      {CanonicalName{"a.b"}, "0005", "c00c 0005 0001 0000003c 0005 01 61 01 62 00"},
      {OtherRecord{RecordType{16}, "x"}, "0010", "c00c 0010 0001 0000003c 0001 78"},
      {ServiceRecord{1, 2, 8080, "a.b"}, "0021",
       "c00c 0021 0001 0000003c 000b 0001 0002 1f90 01 61 01 62 00"},
  };
  for (const auto& row : rows) {
    const std::string question = std::string("01 61 00 ") + std::string(row.type) + " 0001";
    const DnsQuery query = query_of(bytes("abcd 0100 0001 0000 0000 0000" + question));
    EXPECT_EQ(hex(write_response(query, ResponseCode::kNoError, {{row.data}}, kMinUdpBytes)),
              hex(bytes("abcd 8180 0001 0001 0000 0000" + question + std::string(row.expected))));
  }
}

TEST(DnsMessage, ARecordMayBeAnotherNames) {
  const DnsQuery query = query_of(bytes("abcd 0100 0001 0000 0000 0000" + std::string(kQuestion)));
  const NameRecord record{vpc::Ipv4{0x0a000114}, {}, to_wire_name("b").value()};
  EXPECT_TRUE(write_response(query, ResponseCode::kNoError, {record}, kMinUdpBytes)
                  .ends_with(bytes("01 62 00 0001 0001 00000000 0004 0a000114")));
}

TEST(DnsMessage, AnswersWithoutRecords) {
  const std::string question{kQuestion};
  const DnsQuery plain = query_of(bytes("abcd 0100 0001 0000 0000 0000" + question));
  EXPECT_EQ(hex(write_response(plain, ResponseCode::kNameError, {}, kMinUdpBytes)),
            hex(bytes("abcd 8183 0001 0000 0000 0000" + question)));
  const DnsQuery broken = query_of(bytes("abcd 0110 0001 0000 0000 0000"));
  EXPECT_EQ(hex(write_response(broken, broken.problem, {}, kMinUdpBytes)),
            hex(bytes("abcd 8191 0000 0000 0000 0000")));
  const DnsQuery future =
      query_of(bytes("abcd 0000 0001 0000 0000 0001" + question + "00 0029 0400 00010000 0000"));
  EXPECT_EQ(hex(write_response(future, future.problem, {}, kMinUdpBytes)),
            hex(bytes("abcd 8080 0001 0000 0000 0001" + question + "00 0029 04d0 01000000 0000")));
  EXPECT_EQ(
      answer_count(write_response(plain, ResponseCode::kNoError, {{PointerRecord{"a..b"}}}, kMinUdpBytes)),
      0);
}

TEST(DnsMessage, WhatDoesNotFitIsSaid) {
  const std::vector<NameRecord> records(100, NameRecord{vpc::Ipv4{1}});
  const auto answer = [&](const std::string& opt, std::size_t limit = 0) {
    const DnsQuery query =
        query_of(query_bytes(1, "a", RecordType::kA, bytes(opt), opt.empty() ? "0000" : "0001"));
    return write_response(query, ResponseCode::kNoError, records, limit > 0 ? limit : udp_limit(query));
  };
  const struct {
    std::string opt;
    std::size_t max_bytes;
    int expected;
  } rows[] = {{"", 512, 30},
              {"00 0029 0001 00000000 0000", 512, 30},
              {"00 0029 0400 00000000 0000", 1024, 62},
              {"00 0029 ffff 00000000 0000", 1232, 75}};
  for (const auto& row : rows) {
    const std::string cut = answer(row.opt);
    EXPECT_LE(cut.size(), row.max_bytes);
    EXPECT_TRUE(is_truncated(cut));
    EXPECT_EQ(answer_count(cut), row.expected) << row.max_bytes;
  }
  EXPECT_FALSE(is_truncated(answer("", kMaxTcpBytes)));
  EXPECT_EQ(answer_count(answer("", kMaxTcpBytes)), 100);
}

TEST(DnsMessage, AForwardedQueryHasNothingElseOfTheClients) {
  const std::string question{kQuestion};
  const DnsQuery plain = query_of(bytes("abcd 0020 0001 0000 0000 0000" + question));
  EXPECT_EQ(hex(write_forwarded_query(plain, 0x1234)),
            hex(bytes("1234 0100 0001 0000 0000 0000" + question)));
  const DnsQuery with_options = query_of(
      bytes("abcd 0110 0001 0000 0000 0001" + question + "00 0029 ffff 00008000 0006 0008 0002 0001"));
  EXPECT_EQ(hex(write_forwarded_query(with_options, 0x1234)),
            hex(bytes("1234 0110 0001 0000 0000 0001" + question + "00 0029 04d0 00008000 0000")));
}

TEST(DnsMessage, OnlyTheAnswerToTheQuestionCounts) {
  const DnsQuery query = query_of(query_bytes(1, "aB", RecordType::kA));
  const struct {
    std::string_view what;
    std::string_view message;
    bool expected;
  } rows[] = {
      {"it", "1234 8180 0001 0000 0000 0000 02 6142 00 0001 0001", true},
      {"in other letters", "1234 8180 0001 0000 0000 0000 02 4162 00 0001 0001", true},
      {"another id", "1235 8180 0001 0000 0000 0000 02 6142 00 0001 0001", false},
      {"a query", "1234 0100 0001 0000 0000 0000 02 6142 00 0001 0001", false},
      {"another name", "1234 8180 0001 0000 0000 0000 02 6143 00 0001 0001", false},
      {"another type", "1234 8180 0001 0000 0000 0000 02 6142 00 001c 0001", false},
      {"another class", "1234 8180 0001 0000 0000 0000 02 6142 00 0001 0003", false},
      {"no question", "1234 8181 0000 0000 0000 0000", false},
      {"a cut question", "1234 8180 0001 0000 0000 0000 02 6142", false},
      {"nothing", "", false},
  };
  for (const auto& row : rows)
    EXPECT_EQ(check_answer(bytes(row.message), 0x1234, query).has_value(), row.expected) << row.what;
  EXPECT_TRUE(
      check_answer(bytes("1234 8380 0001 0000 0000 0000 02 6142 00 0001 0001"), 0x1234, query)->is_truncated);
}

TEST(DnsMessage, ARelayedAnswerIsTheClients) {
  const DnsQuery query = query_of(query_bytes(0xabcd, "aB", RecordType::kA));
  const std::string answer = bytes("1234 8180 0001 0001 0000 0000 02 4162 00 0001 0001 c00c 0001");
  EXPECT_EQ(hex(relay_answer(answer, query, 512)),
            hex(bytes("abcd 8180 0001 0001 0000 0000 02 6142 00 0001 0001 c00c 0001")));
  EXPECT_EQ(hex(relay_answer(answer + std::string(500, 'x'), query, 512)),
            hex(bytes("abcd 8380 0001 0000 0000 0000 02 6142 00 0001 0001")));
}

}  // namespace
}  // namespace eni::sandbox::task_engine::endpoints
