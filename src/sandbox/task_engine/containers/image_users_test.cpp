#include "sandbox/task_engine/containers/image_users.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eni::sandbox::task_engine {
namespace {

const AccountFiles kFiles{
    "# accounts\n"
    "root:x:0:0:root:/root:/bin/sh\r\n"
    "\n"
    "web:x:33:34:web:/var/www:/bin/false\n"
    "web:x:99:99::/second:\n"
    "no-home:x:40:40\n"
    "bad:x:one:2::/bad:\n"
    "negative:x:-1:2::/bad:\n"
    "1000:x:5:6::/named-like-a-number:\n",
    "root:x:0:\n"
    "web:x:34:\n"
    "logs:x:50:other, web\n"
    "docker:x:51:web,other\n"
    "bad:x:fifty:web\n"};

struct Case {
  const char* user;
  const char* found;  ///< "USER:GROUP[,MORE…] HOME", or the error
};

const Case kCases[] = {
    {"", "0:0 /root"},
    {"root", "0:0 /root"},
    {"0", "0:0 /root"},
    {"web", "33:34,50,51 /var/www"},
    {"33", "33:34,50,51 /var/www"},
    {"web:root", "33:0 /var/www"},
    {"web:50", "33:50 /var/www"},
    {"web:60", "33:60 /var/www"},
    {":logs", "0:50 /root"},
    {"123", "123:0 /"},
    {"123:456", "123:456 /"},
    {"1000", "5:6 /named-like-a-number"},
    {"no-home", "40:40 /"},
    {"2147483647", "2147483647:0 /"},
    {"2147483648", "uids and gids must be in range 0-2147483647"},
    {"-1", "uids and gids must be in range 0-2147483647"},
    {"1:-1", "uids and gids must be in range 0-2147483647"},
    {"bad", "unable to find user bad: no matching entries in passwd file"},
    {"negative", "unable to find user negative: no matching entries in passwd file"},
    {"nobody", "unable to find user nobody: no matching entries in passwd file"},
    {"99999999999999999999", "unable to find user 99999999999999999999: no matching entries in passwd file"},
    {"web:nobody", "unable to find group nobody: no matching entries in group file"},
    {"web:a:b", "unable to find group a:b: no matching entries in group file"},
};

std::string describe(std::string_view user, const AccountFiles& files) {
  const auto found = find_image_user(user, files);
  if (!found) return found.error().message;
  std::string out = std::to_string(found->numbers.user) + ":" + std::to_string(found->numbers.group);
  for (const std::uint32_t group : found->numbers.more_groups) out += "," + std::to_string(group);
  return out + " " + found->home;
}

TEST(ImageUsers, AreFoundAsDockerFindsThem) {
  for (const Case& row : kCases) EXPECT_EQ(describe(row.user, kFiles), row.found) << row.user;
}

TEST(ImageUsers, WithoutFilesNumbersAreEnough) {
  EXPECT_EQ(describe("", {}), "0:0 /");
  EXPECT_EQ(describe("5:6", {}), "5:6 /");
  EXPECT_EQ(describe("web", {}), "unable to find user web: no matching entries in passwd file");
}

TEST(ImageUsers, AreRefusedWhereNobodyLendsThem) {
  struct Row {
    world::ContainerUser user;
    std::uint32_t users;
    std::string refused;  ///< the number; "" if none
  };
  const Row rows[] = {{{0, 0, {}}, 1, ""},
                      {{1, 0, {}}, 1, "1"},
                      {{0, 1000, {}}, 1, "1000"},
                      {{0, 0, {0, 27}}, 1, "27"},
                      {{65535, 65535, {}}, 65536, ""},
                      {{0, 65536, {}}, 65536, "65536"}};
  for (const Row& row : rows) {
    const auto checked = check_is_lent(row.user, row.users);
    const std::string expected = "user or group " + row.refused + " is not among the " +
                                 std::to_string(row.users) + " that tasks have here; " + kHowToLendUsers;
    EXPECT_EQ(checked ? "" : checked.error().message, row.refused.empty() ? "" : expected);
  }
}

}  // namespace
}  // namespace eni::sandbox::task_engine
