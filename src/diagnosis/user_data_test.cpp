#include "diagnosis/user_data.h"

#include <gtest/gtest.h>

namespace eni::diagnosis {
namespace {

struct UserDataCase {
  const char* name;
  const char* before;
  const char* after;
};

TEST(UserData, AnOptionIsSetWhereItStandsOrAtTheEnd) {
  const UserDataCase kCases[] = {
      {"where it stands", "#!/bin/sh\necho ECS_CLUSTER=old >> f\n", "#!/bin/sh\necho ECS_CLUSTER=web >> f\n"},
      {"each time", "ECS_CLUSTER=a\nECS_CLUSTER=b", "ECS_CLUSTER=web\nECS_CLUSTER=web"},
      {"in quotes", "echo \"ECS_CLUSTER=old\" >> f", "echo \"ECS_CLUSTER=web\" >> f"},
      {"with a value in quotes", "ECS_CLUSTER='old' x", "ECS_CLUSTER=web x"},
      {"with an empty value", "ECS_CLUSTER=\nX=1", "ECS_CLUSTER=web\nX=1"},
      {"at the end of a script", "#!/bin/bash\ntrue",
       "#!/bin/bash\ntrue\necho ECS_CLUSTER=web >> /etc/ecs/ecs.config\n"},
      {"not in what is no script", "[settings.ecs]\n", ""},
      {"not in nothing", "", ""},
  };
  for (const UserDataCase& one : kCases)
    EXPECT_EQ(with_agent_option(one.before, "ECS_CLUSTER", "web"), one.after) << one.name;
}

}  // namespace
}  // namespace eni::diagnosis
