#include "sandbox/store/logs_repository.h"

#include <gtest/gtest.h>

namespace eni::sandbox {
namespace {

constexpr std::int64_t kDay = 24LL * 60 * 60 * 1000;
constexpr std::int64_t kForever = 1LL << 60;

class LogsRepositoryTest : public testing::Test {
 protected:
  LogsRepositoryTest() {
    LogGroup group;
    group.name = "/aws/lambda/one";
    group_ = logs_.create_group("000000000000", "eu-central-1", group);
    stream_ = logs_.create_stream(group_.id, "s", 1);
  }

  void append(const LogStream& stream, std::initializer_list<std::pair<std::int64_t, const char*>> rows) {
    std::vector<LogEvent> events;
    for (const auto& [time, message] : rows) events.push_back({{time, 0}, 0, message, {}});
    logs_.append(group_.id, stream.id, events, 99);
  }

  std::string read(LogsRepository::Direction direction, LogPosition position, int limit = 100) {
    std::string messages;
    for (const LogEvent& event : logs_.read(stream_.id, direction, position, 0, kForever, limit))
      messages += event.message;
    return messages;
  }

  std::unique_ptr<Store> store_ = *Store::open(":memory:");
  LogsRepository& logs_ = store_->get<LogsRepository>();
  LogGroup group_;
  LogStream stream_;
};

TEST_F(LogsRepositoryTest, EventsAreReadBothWaysInTimesOrder) {
  append(stream_, {{10, "a"}, {20, "b"}, {20, "c"}});
  append(stream_, {{15, "d"}});
  EXPECT_EQ(read(LogsRepository::Direction::kForward, {-1, 0}), "adbc");
  EXPECT_EQ(read(LogsRepository::Direction::kBackward, {kForever, 0}, 2), "cb");
  EXPECT_EQ(read(LogsRepository::Direction::kForward, {20, 2}), "c");
}

TEST_F(LogsRepositoryTest, ScanInterleavesStreams) {
  const LogStream other = logs_.create_stream(group_.id, "t", 1);
  append(stream_, {{10, "a"}, {30, "c"}});
  append(other, {{20, "b"}});
  const auto scan = [&](const char* names, const char* prefix) {
    std::string found;
    logs_.scan(group_.id, names, prefix, {-1, 0}, 0, kForever, [&](const LogEvent& event) {
      found += event.stream + event.message;
      return true;
    });
    return found;
  };
  EXPECT_EQ(scan("[]", ""), "satbsc");
  EXPECT_EQ(scan("[]", "t"), "tb");
  EXPECT_EQ(scan(R"(["s"])", ""), "sasc");
}

TEST_F(LogsRepositoryTest, RetentionDeletesEventsAndTheirBytes) {
  append(stream_, {{1, "old"}, {2 * kDay, "new"}});
  EXPECT_EQ(logs_.find_group("000000000000", "eu-central-1", group_.name)->stored_bytes, 6 + 2 * 26);
  group_.retention_days = 1;
  logs_.expire(group_, 2 * kDay);
  EXPECT_EQ(read(LogsRepository::Direction::kForward, {-1, 0}), "new");
  EXPECT_EQ(logs_.find_group("000000000000", "eu-central-1", group_.name)->stored_bytes, 3 + 26);
}

TEST_F(LogsRepositoryTest, StreamsKeepTheirFigures) {
  append(stream_, {{10, "a"}, {20, "b"}});
  append(stream_, {{5, "c"}});
  const auto stream = logs_.find_stream(group_.id, "s");
  EXPECT_EQ(stream->first_event_time, 5);
  EXPECT_EQ(stream->last_event_time, 20);
  EXPECT_EQ(stream->last_ingestion_time, 99);
  EXPECT_EQ(stream->sequence, 3);
}

TEST_F(LogsRepositoryTest, ADeletedGroupLeavesNothing) {
  append(stream_, {{10, "a"}});
  logs_.set_tag(group_.id, "k", "v");
  logs_.delete_group(group_.id);
  EXPECT_FALSE(logs_.find_group("000000000000", "eu-central-1", group_.name));
  EXPECT_EQ(read(LogsRepository::Direction::kForward, {-1, 0}), "");
  EXPECT_TRUE(logs_.tags(group_.id).empty());
}

TEST_F(LogsRepositoryTest, GroupsAreListedByAccountRegionPrefixAndPart) {
  LogGroup group;
  for (const char* name : {"b", "/aws/lambda/two"}) {
    group.name = name;
    logs_.create_group("000000000000", "eu-central-1", group);
  }
  const auto names = [&](const char* region, const char* prefix, const char* part, const char* after) {
    std::string list;
    for (const LogGroup& found : logs_.list_groups("000000000000", region, {prefix, part, "", after, 10}))
      list += found.name + " ";
    return list;
  };
  EXPECT_EQ(names("eu-central-1", "", "", ""), "/aws/lambda/one /aws/lambda/two b ");
  EXPECT_EQ(names("eu-central-1", "/aws", "two", ""), "/aws/lambda/two ");
  EXPECT_EQ(names("eu-central-1", "", "", "/aws/lambda/one"), "/aws/lambda/two b ");
  EXPECT_EQ(names("us-east-1", "", "", ""), "");
}

}  // namespace
}  // namespace eni::sandbox
