#include "diagnosis/rollout/rollout_failure.h"

#include "diagnosis/rollout/rollout_for_test.h"

namespace eni::diagnosis {
namespace {

struct FailureCase {
  const char* name;
  void (*then)(Place&);
  const char* failure;  ///< instance: why
};

const FailureCase kFailures[] = {
    {"hosts that were there before are none", [](Place&) {}, ""},
    {"nor is one with a trunk", [](Place& p) { p.add("i-3+", "hosts"); }, ""},
    {"a new one without", [](Place& p) { p.add("i-3", "hosts"); },
     "i-3: all that can be seen of it is in order, so awsvpcTrunking may not have been effective yet for its "
     "role when it registered"},
    {"with an old agent",
     [](Place& p) {
       p.add("i-3", "hosts");
       p.host("i-3").agent_version = "1.26.0";
     },
     "i-3: the host's agent has version 1.26.0; trunks need 1.28.1"},
    {"one whose registration failed",
     [](Place& p) {
       p.add("i-3", "hosts");
       p.host("i-3").status = "REGISTRATION_FAILED";
       p.host("i-3").status_reason = "no room";
     },
     "i-3: its registration failed: no room"},
    {"one that does not register", [](Place& p) { p.launch_long_ago("i-3", "hosts"); },
     "i-3: it has not joined the cluster within 600 seconds"},
    {"one that may still register", [](Place& p) { p.launch("i-3", "hosts"); }, ""},
    {"a new host of a group that is left out is none of its business",
     [](Place& p) {
       p.add("i-7", "other").description.groups["other"].override_types = {"t3.large"};
       p.instance("i-7").type = "t3.large";
     },
     ""},
    {"what was launched for a single host, and cannot get a trunk",
     [](Place& p) {
       p.add("i-5").copy("i-6", "i-5");
       p.host("i-6").attributes.erase("ecs.capability.task-eni-trunking");
       p.memory.instances.insert("i-5");
     },
     "i-6: the agent did not register ecs.capability.task-eni-trunking: ECS_ENABLE_HIGH_DENSITY_ENI is "
     "false, or ECS_ENABLE_TASK_ENI is not true"},
    {"what has ended before it joined, while its original waits",
     [](Place& p) {
       p.add("i-5").memory.instances.insert("i-5");
       p.memory.copies["i-6"] = "i-5";
     },
     "i-6: it has ended, and i-5 is not replaced without it"},
    {"also if that is drained, and cannot be had again",
     [](Place& p) {
       p.add("i-5").drain("i-5", 0).memory.instances.insert("i-5");
       p.description.copy_obstacles["i-5"] = {{"has the Elastic IP address 1.2.3.4"}};
       p.memory.copies["i-6"] = "i-5";
     },
     "i-6: it has ended, and i-5 is not replaced without it"},
    {"but what the rollout has ended itself",
     [](Place& p) {
       p.add("i-5").memory.instances.insert("i-5");
       p.memory.copies["i-6"] = "i-5";
       p.memory.ended = {"i-6"};
     },
     ""},
    {"what was launched for a single host by an earlier run, and never joined",
     [](Place& p) {
       p.add("i-5").launch_long_ago("i-6");
       p.instance("i-6").replaces = "i-5";
       p.memory.instances.insert({"i-5", "i-6"});
     },
     "i-6: it has not joined the cluster within 600 seconds; another is launched for i-5 once it is "
     "terminated"},
    {"the setting is off by now",
     [](Place& p) {
       p.description.roles[kRole].setting = TrunkingSetting{"disabled", "disabled"};
     },
     ": A new host would get no trunk: awsvpcTrunking is disabled for "
     "arn:aws:iam::123456789012:role/hosts in eu-central-1"},
};

TEST(Rollout, StopsAtTheFirstHostThatIsNotAsItShouldBe) {
  for (const FailureCase& one : kFailures) {
    SCOPED_TRACE(one.name);
    Place place;
    place.add("i-1", "hosts").add("i-2", "hosts").noted();
    place.memory = remember(place.description, place.cluster());
    one.then(place);
    const auto failure = find_failure(place.description, place.plan(), place.memory);
    EXPECT_EQ(failure ? failure->instance + ": " + failure->why : "", one.failure);
  }
}

TEST(Rollout, TakesNothingForAFailureThatWasThereBefore) {
  Place place;
  place.add("i-1", "hosts").launch_long_ago("i-9", "hosts").noted();
  place.memory = remember(place.description, place.cluster());
  EXPECT_FALSE(find_failure(place.description, place.plan(), place.memory));
}

TEST(Rollout, GetsOnByWhatCanOnlyGetBetter) {
  Place place;
  place.add("i-1", "hosts").add("i-2", "hosts").noted();
  RolloutProgress progress;
  const auto advances = [&] { return progress.advance(place.plan(), place.memory); };
  EXPECT_TRUE(advances());
  EXPECT_FALSE(advances());
  place.sized(3);
  EXPECT_FALSE(advances()) << "a call is none";
  place.add("i-3+", "hosts");
  EXPECT_TRUE(advances()) << "a host that is as it should be";
  place.drain("i-1", 1);
  EXPECT_TRUE(advances()) << "a task has left";
  place.drain("i-1", 2);
  EXPECT_FALSE(advances()) << "and has come back";
  place.drain("i-1", 1);
  EXPECT_FALSE(advances()) << "round and round";
  place.cluster().hosts->erase(place.cluster().hosts->begin());
  EXPECT_TRUE(advances()) << "a host less to be replaced";
}

TEST(Rollout, TellsOfARefreshThatWentOnUnwatched) {
  Place place;
  place.add("i-1", "hosts").add("i-2", "hosts").behind_provider();
  const TimePoint begun = place.instance("i-1").launched_at + std::chrono::minutes{1};
  place.refreshing().refreshed("goal=trunks method=refresh refresh=r").group().refresh->started_at = begun;
  place.instance("i-1").launched_at =
      begun + std::chrono::milliseconds{900};  // Of the same second: it may have been there before.
  place.instance("i-2").launched_at = begun + std::chrono::minutes{1};
  place.memory = remember(place.description, place.cluster());
  const auto failure = find_failure(place.description, place.plan(), place.memory);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->instance, "i-2");
  // This run's own began when all of them were there.
  place.memory.refreshes.clear();
  EXPECT_FALSE(find_failure(place.description, place.plan(), place.memory));
}

}  // namespace
}  // namespace eni::diagnosis
