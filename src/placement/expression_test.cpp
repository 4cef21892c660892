#include "placement/expression.h"

#include <gtest/gtest.h>

#include "placement/cluster.h"

namespace eni::placement {
namespace {

Host example() {
  Host host;
  host.container_instance_id = "0123";
  host.ec2_instance_id = "i-abcd1234";
  host.agent_connected = true;
  host.agent_version = "1.14.5";
  host.registered_at = std::chrono::sys_days{std::chrono::year{2018} / 6 / 18} + std::chrono::hours{22};
  host.attributes = {{"ecs.instance-type", "g2.2xlarge"},
                     {"ecs.availability-zone", "us-east-1a"},
                     {"stack", "prod"},
                     {"cores", "12"},
                     {"path/a\\b", "x y"},
                     {"ssd", std::nullopt},
                     {"ecs.awsvpc-trunk-id", "a6148e89"}};
  return host;
}

/// Two tasks of service:web and one of database on the example.
bool holds(std::string_view text) {
  const auto expression = Expression::parse(text);
  if (expression.has_error()) {
    ADD_FAILURE() << text << ": " << expression.error();
    return false;
  }
  Cluster cluster;
  const HostId host = cluster.add(example());
  cluster.commit(host, "service:web", {});
  cluster.commit(host, "service:web", {});
  cluster.commit(host, "database", {});
  return cluster.matching(*expression).size() == 1;
}

TEST(Expression, SelectsHosts) {
  const std::pair<std::string_view, bool> rows[] = {
      // AWS's own examples
      {"attribute:ecs.instance-type == t2.small", false},
      {"attribute:ecs.availability-zone in [us-east-1a, us-east-1b]", true},
      {"attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d", true},
      {"task:group == service:production", false},
      {"not(task:group == database)", false},
      {"runningTasksCount == 1", false},
      {"agentVersion < 1.14.5", false},
      {"registeredAt < 2018-02-13", false},
      {"ec2InstanceId in ['i-abcd1234', 'i-wxyx7890']", true},
      // operators and their words
      {"attribute:stack equals prod", true},
      {"attribute:stack not_equals prod", false},
      {"attribute:stack==prod", true},
      {"attribute:stack!=test", true},
      {"attribute:stack matches pr.*", true},
      {"attribute:stack not_matches pr.*", false},
      {"attribute:stack !~ x", true},
      {"attribute:stack not_in [a, b]", true},
      {"attribute:stack !in [a,prod]", false},
      {"attribute:stack exists", true},
      {"attribute:stack !exists", false},
      {"attribute:nothing not_exists", true},
      {"attribute:cores greater_than 9", true},
      {"attribute:cores < 9", false},
      {"attribute:cores greater_than_equal 12", true},
      {"attribute:cores less_than_equal 11", false},
      {"attribute:stack > pro", true},
      {"attribute:stack less_than pro", false},
      {"attribute:path/a\\b == 'x y'", true},
      {"attribute:path/a\\b == \"x y\"", true},
      // what is not there, and what has no value
      {"attribute:nothing == x", false},
      {"attribute:nothing != x", false},
      {"attribute:nothing not_in [x]", false},
      {"not attribute:nothing == x", true},
      {"attribute:ssd exists", true},
      {"attribute:ssd == x", false},
      {"attribute:ssd != x", true},
      // what each host has for itself
      {"attribute:ecs.awsvpc-trunk-id exists", true},
      {"attribute:ecs.awsvpc-trunk-id == a6148e89", true},
      {"attribute:ecs.awsvpc-trunk-id =~ b.*", false},
      {"agentConnected == true", true},
      {"agentConnected != true", false},
      {"agentConnected in [false]", false},
      {"agentVersion == 1.14.5", true},
      {"agentVersion > 1.9", true},
      {"agentVersion >= 1.14.5.0", true},
      {"agentVersion <= 1.14", false},
      {"ec2InstanceId =~ i-abcd.*", true},
      {"registeredAt > 2018-06-18", true},
      {"registeredAt == 2018-06-18T22:00:00", true},
      {"registeredAt == 2018-06-18T22:00:00Z", true},
      {"registeredAt == 2018-06-19T00:00:00+02:00", true},
      {"registeredAt >= 2018-06-18T22:00:01", false},
      {"runningTasksCount > 2 and runningTasksCount <= 3", true},
      {"task:group != database", false},
      {"task:group != redis", true},
      {"task:group in [redis, service:web]", true},
      {"task:group not_in [redis, service:web]", false},
      {"task:group =~ service:.*", true},
      // composition: not before and, and before or
      {"attribute:a exists and attribute:a exists or attribute:stack exists", true},
      {"attribute:a exists and (attribute:a exists or attribute:stack exists)", false},
      {"attribute:stack exists || attribute:a exists && attribute:a exists", true},
      {"not attribute:a exists and attribute:stack exists", true},
      {"!(attribute:a exists)", true},
      {"not not attribute:stack exists", true},
      {"! attribute:a exists", true},
      {"(((attribute:stack == prod)))", true},
      {"attribute:stack==prod&&attribute:cores==12", true},
      {"  attribute:stack  ==  prod  ", true},
      {"attribute:stack =~ '(prod|test)'", true},
      {"attribute:and exists or attribute:stack exists", true},
      {"ec2InstanceId == i-x or attribute:stack exists", true},
      {"ec2InstanceId == i-abcd1234 and attribute:a exists", false},
  };
  for (const auto& [text, expected] : rows) EXPECT_EQ(holds(text), expected) << text;
}

TEST(Expression, SaysWhereItIsWrong) {
  constexpr std::string_view kSubject =
      "expected a subject: agentConnected, agentVersion, attribute:NAME, ec2InstanceId, registeredAt, "
      "runningTasksCount or task:group";
  const std::pair<std::string_view, std::string> rows[] = {
      {"", "position 1: " + std::string(kSubject)},
      {"zone == a", "position 1: " + std::string(kSubject)},
      {"attribute: == a", "position 1: " + std::string(kSubject)},
      {"attribute:a exists and", "position 23: " + std::string(kSubject)},
      {"attribute:a", "position 12: expected an operator"},
      {"attribute:a = b", "position 13: expected an operator"},
      {"attribute:a existsnot", "position 13: expected an operator"},
      {"attribute:a ==", "position 15: expected an argument"},
      {"attribute:a == 'b", "position 16: the quotation does not end"},
      {"attribute:a == b c", "position 18: expected and, or, or the end"},
      {"attribute:a in b", "position 16: expected '['"},
      {"attribute:a in [b c]", "position 19: expected ',' or ']'"},
      {"attribute:a in []", "position 17: expected an argument"},
      {"(attribute:a exists", "position 20: expected ')'"},
      {"attribute:a exists)", "position 19: expected and, or, or the end"},
      {"ec2InstanceId > i-1", "position 15: > is not an operator of ec2InstanceId"},
      {"agentVersion in [1]", "position 14: in is not an operator of agentVersion"},
      {"runningTasksCount == few", "position 22: expected a number"},
      {"registeredAt < 2018-02-30",
       "position 16: expected a date such as 2018-06-18T22:28:28Z or 2018-06-18"},
      {"registeredAt < yesterday", "position 16: expected a date such as 2018-06-18T22:28:28Z or 2018-06-18"},
      {"attribute:a =~ *", "position 16: pattern '*', position 1: nothing to repeat before '*'"},
  };
  for (const auto& [text, message] : rows) {
    const auto parsed = Expression::parse(text);
    ASSERT_TRUE(parsed.has_error()) << text;
    EXPECT_EQ(parsed.error().message, message) << text;
  }
}

TEST(Expression, IsAtMost2000CharactersLong) {
  const std::string begin = "attribute:a == ";
  EXPECT_TRUE(Expression::parse(begin + std::string(2000 - begin.size(), 'x')).has_value());
  EXPECT_TRUE(Expression::parse(begin + std::string(2001 - begin.size(), 'x')).has_error());
}

TEST(Expression, IsNestedAHundredDeepAtMost) {
  const auto nested = [](std::size_t depth) {
    return Expression::parse(std::string(depth, '(') + "attribute:a == b" + std::string(depth, ')'));
  };
  EXPECT_TRUE(nested(99).has_value());
  EXPECT_EQ(nested(100).error().message, "position 101: nested too deeply");
  EXPECT_EQ(Expression::parse(std::string(1900, '!') + "attribute:a == b").error().message,
            "position 101: nested too deeply");
}

TEST(Expression, GivesUpWhereAPatternTakesTooManySteps) {
  Cluster cluster;
  Host host = example();
  for (int i = 0; i < 300; ++i) {
    host.container_instance_id = std::to_string(i);
    host.attributes = {{"ecs.ami-id", "ami-" + std::to_string(1'000'000'000 + i)}};
    cluster.add(host);
  }
  const auto costly = Expression::parse("attribute:ecs.ami-id =~ '(.?){900}(a?){900}q'");
  EXPECT_TRUE(cluster.matching(*costly).empty());
  EXPECT_TRUE(costly->has_given_up());
  const auto negated = Expression::parse("attribute:ecs.ami-id !~ '(.?){900}(a?){900}q'");
  EXPECT_LT(cluster.matching(*negated).size(), 300U);
  EXPECT_TRUE(negated->has_given_up());
  const auto ordinary = Expression::parse("attribute:ecs.ami-id =~ 'ami-.*9'");
  EXPECT_EQ(cluster.matching(*ordinary).size(), 30U);
  EXPECT_FALSE(ordinary->has_given_up());
  Request request;
  request.member_of = {*negated};
  SeededRandom random(1);
  const Answer answer = cluster.place(request, random);
  ASSERT_TRUE(std::holds_alternative<Refusal>(answer));
  EXPECT_EQ(std::get<Refusal>(answer).closest->reason, Reason::kMemberOf);
}

TEST(Expression, NamesTheGroupItRequires) {
  const auto required = [](std::string_view text) {
    const auto parsed = Expression::parse(text);
    return std::string(parsed->required_task_group().value_or("none"));
  };
  EXPECT_EQ(required("task:group == web"), "web");
  EXPECT_EQ(required("runningTasksCount < 9 and task:group equals web"), "web");
  EXPECT_EQ(required("runningTasksCount < 9 or task:group == web"), "none");
  EXPECT_EQ(required("not(task:group == web)"), "none");
  EXPECT_EQ(required("task:group != web"), "none");
}

}  // namespace
}  // namespace eni::placement
