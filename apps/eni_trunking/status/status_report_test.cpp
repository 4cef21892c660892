#include "eni_trunking/status/status_report.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace eni::command {
namespace {

using diagnosis::ContainerInstance;
using diagnosis::Description;

constexpr const char* kRole = "arn:aws:iam::123456789012:role/hosts";
constexpr const char* kProfile = "arn:aws:iam::123456789012:instance-profile/hosts";

ContainerInstance host(const std::string& instance, bool has_trunk, long long tasks) {
  ContainerInstance one;
  one.instance_id = instance;
  one.status = "ACTIVE";
  one.agent_version = "1.86.3";
  one.running_tasks = tasks;
  one.attributes = {{"ecs.capability.task-eni-trunking", ""}};
  if (has_trunk) one.attributes["ecs.awsvpc-trunk-id"] = "t";
  return one;
}

Description three_hosts() {
  Description description;
  description.account = "123456789012";
  description.region = "eu-central-1";
  description.caller_arn = "arn:aws:iam::123456789012:user/operator";
  description.setting_of_caller = diagnosis::TrunkingSetting{std::nullopt, "disabled"};
  description.role_of_profile[kProfile] = kRole;
  diagnosis::Role role;
  role.arn = kRole;
  role.name = "hosts";
  role.setting = diagnosis::TrunkingSetting{"enabled", "enabled"};
  description.roles[kRole] = role;
  for (const char* id : {"i-1", "i-2", "i-3"}) {
    description.instances[id].id = id;
    description.instances[id].type = "c5.large";
    description.instances[id].profile_arn = kProfile;
  }
  description.instances["i-3"].type = "t3.large";
  diagnosis::Cluster web;
  web.name = "web";
  web.hosts = {host("i-1", true, 8), host("i-2", false, 2), host("i-3", false, 1)};
  description.clusters = {web};
  return description;
}

TEST(StatusReport, ShowsSettingsRoomAndWhyThereIsNoMore) {
  EXPECT_EQ(status_table(three_hosts()),
            "awsvpcTrunking in eu-central-1, account 123456789012\n"
            "\n"
            "principal            own      effective  also enabled in\n"
            "role/hosts           enabled  enabled\n"
            "user/operator (you)  -        disabled\n"
            "\n"
            "cluster  hosts  trunks  tasks  room now  with trunks  without\n"
            "web          3       1     11        14           22        6\n"
            "\n"
            "web: without a trunk 1 registered before the setting, 1 type takes none. See:\n"
            "eni-trunking doctor web\n");
}

TEST(StatusReport, WhatCouldNotBeReadIsNoNumber) {
  Description description = three_hosts();
  description.clusters[0].hosts.reset();
  description.roles[kRole].setting.reset();
  const std::string text = status_table(description);
  EXPECT_NE(text.find("role/hosts           not seen  not seen"), std::string::npos) << text;
  EXPECT_NE(text.find("web          ?       ?      ?"), std::string::npos) << text;
  const json::value value = parse_json(status_json(description)).value();
  EXPECT_TRUE(value.at_pointer("/clusters/0/hosts").is_null());
  EXPECT_TRUE(value.at_pointer("/settings/0/setting").is_null());
}

TEST(StatusReport, JsonHasTheSameNumbers) {
  const json::value value = parse_json(status_json(three_hosts())).value();
  EXPECT_EQ(json::serialize(value.at_pointer("/clusters/0")),
            R"({"cluster":"web","hosts":3,"hostsWithTrunk":1,"runningTasks":11,"capacity":14,)"
            R"("capacityWithTrunks":22,"capacityWithoutTrunks":6,"isComplete":true,)"
            R"("withoutTrunk":{"registered before the setting":1,"type takes none":1}})");
}

TEST(StatusReport, SaysWhereLoadBalancersOfASandboxAreReached) {
  const std::string arn =
      "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188";
  const std::vector<LocalListener> listeners{
      {arn, "web-1.eu-central-1.elb.amazonaws.com", 80, "127.0.0.1:40123", ""},
      {arn, "web-1.eu-central-1.elb.amazonaws.com", 443, "", "HTTPS is not served by the sandbox"}};
  const std::string text = status_table(three_hosts(), LocalAccess{listeners, "127.0.0.1:1080"});
  EXPECT_NE(text.find("\n\n"
                      "load balancer                         port  on this machine\n"
                      "web-1.eu-central-1.elb.amazonaws.com    80  127.0.0.1:40123\n"
                      "web-1.eu-central-1.elb.amazonaws.com   443  not served\n"
                      "\n"
                      "web: HTTPS is not served by the sandbox\n"
                      "\n"
                      "SOCKS 5 into the VPCs: 127.0.0.1:1080\n"),
            std::string::npos)
      << text;
  const json::value value =
      parse_json(status_json(three_hosts(), LocalAccess{listeners, "127.0.0.1:1080"})).value();
  EXPECT_EQ(
      json::serialize(value.at_pointer("/loadBalancers/0")),
      R"({"loadBalancerArn":")" + arn +
          R"(","dnsName":"web-1.eu-central-1.elb.amazonaws.com","port":80,"address":"127.0.0.1:40123"})");
  EXPECT_EQ(value.at("socks").as_string(), "127.0.0.1:1080");
  const json::value without = parse_json(status_json(three_hosts())).value();
  EXPECT_FALSE(without.as_object().contains("loadBalancers") || without.as_object().contains("socks"));
}

TEST(LocalListeners, AreThoseOfTheAccountAndRegion) {
  const auto entry = [](const std::string& region, const std::string& account, const std::string& rest) {
    return R"({"loadBalancer":"arn:aws:elasticloadbalancing:)" + region + ":" + account +
           R"(:loadbalancer/net/web/50dc6c495c0c9188","dnsName":"web.example",)" + rest + "}";
  };
  const std::string page =
      R"({"listeners":[)" +
      entry("eu-central-1", "123456789012", R"("port":80,"url":"http://127.0.0.1:40123")") + "," +
      entry("eu-central-1", "210987654321", R"("port":80,"url":"http://127.0.0.1:40124")") + "," +
      entry("us-east-1", "123456789012", R"("port":80,"url":"http://127.0.0.1:40125")") + "," +
      entry("eu-central-1", "123456789012", R"("port":53,"problem":"UDP is not served")") + "]}";
  const std::vector<LocalListener> found = parse_local_listeners(page, "123456789012", "eu-central-1");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].place, "127.0.0.1:40123");
  EXPECT_EQ(found[1].problem, "UDP is not served");
  EXPECT_EQ(load_balancer_name(found[1].arn), "web");
  for (const char* wrong : {"", "{}", "[]", R"({"listeners":7})", R"({"listeners":[7,{}]})", "<html>"})
    EXPECT_TRUE(parse_local_listeners(wrong, "123456789012", "eu-central-1").empty()) << wrong;
}

}  // namespace
}  // namespace eni::command
