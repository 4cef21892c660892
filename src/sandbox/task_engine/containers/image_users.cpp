#include "sandbox/task_engine/containers/image_users.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

#include "base/excerpt.h"
#include "base/text.h"

namespace eni::sandbox::task_engine {
namespace {

constexpr long long kMaxId = std::numeric_limits<std::int32_t>::max();
/// As the kernel has it.
constexpr std::size_t kMaxGroups = 65'536;

struct Account {
  std::string_view name;
  std::uint32_t user = 0;
  std::uint32_t group = 0;
  std::string_view home;
};

struct Group {
  std::string_view name;
  std::uint32_t id = 0;
  std::string_view members;  ///< separated by commas
};

std::optional<std::uint32_t> id_of(std::string_view text) {
  const auto number = parse_integer(trim(text));
  if (!number || *number < 0 || *number > kMaxId) return std::nullopt;
  return static_cast<std::uint32_t>(*number);
}

/// The first `kCount` fields of a line; what is missing is empty.
template <std::size_t kCount>
std::array<std::string_view, kCount> fields_of(std::string_view line) {
  std::array<std::string_view, kCount> fields{};
  for (std::string_view& field : fields) {
    const std::size_t colon = line.find(':');
    field = trim(line.substr(0, colon));
    if (colon == std::string_view::npos) break;
    line.remove_prefix(colon + 1);
  }
  return fields;
}

/// Calls `take` for each line that is neither empty nor a comment.
template <class Take>
void for_each_line(std::string_view text, Take take) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = trim(text.substr(0, end));
    if (!line.empty() && line.front() != '#') take(line);
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

/// Lines whose numbers are none are nobody's: taken for 0 they would be root's.
std::optional<Account> account_of(std::string_view line) {
  const auto fields = fields_of<6>(line);
  const auto user = id_of(fields[2]), group = id_of(fields[3]);
  if (fields[0].empty() || !user || !group) return std::nullopt;
  return Account{fields[0], *user, *group, fields[5]};
}

std::optional<Group> group_of(std::string_view line) {
  const auto fields = fields_of<4>(line);
  const auto id = id_of(fields[2]);
  if (fields[0].empty() || !id) return std::nullopt;
  return Group{fields[0], *id, fields[3]};
}

/// A name or a number: files may have a user whose name looks like one.
struct Wanted {
  explicit Wanted(std::string_view asked) : text{asked}, number{parse_integer(asked)} {}
  bool is(std::string_view name, std::uint32_t id) const { return name == text || (number && *number == id); }

  std::string_view text;
  std::optional<long long> number;
};

std::optional<Account> find_account(const Wanted& wanted, std::string_view users) {
  std::optional<Account> found;
  for_each_line(users, [&](std::string_view line) {
    const auto account = account_of(line);
    if (!found && account && wanted.is(account->name, account->user)) found = account;
  });
  return found;
}

std::optional<std::uint32_t> find_group(const Wanted& wanted, std::string_view groups) {
  std::optional<std::uint32_t> found;
  for_each_line(groups, [&](std::string_view line) {
    const auto group = group_of(line);
    if (!found && group && wanted.is(group->name, group->id)) found = group->id;
  });
  return found;
}

bool has_member(std::string_view members, std::string_view name) {
  while (!members.empty()) {
    const std::size_t comma = members.find(',');
    if (trim(members.substr(0, comma)) == name) return true;
    if (comma == std::string_view::npos) return false;
    members.remove_prefix(comma + 1);
  }
  return false;
}

std::vector<std::uint32_t> groups_with(std::string_view name, std::string_view groups) {
  std::vector<std::uint32_t> out;
  for_each_line(groups, [&](std::string_view line) {
    const auto group = group_of(line);
    if (group && out.size() < kMaxGroups && has_member(group->members, name)) out.push_back(group->id);
  });
  return out;
}

Error out_of_range() { return {"uids and gids must be in range 0-" + std::to_string(kMaxId), ""}; }

Result<std::uint32_t> number_or(const Wanted& wanted, const char* kind, const char* file) {
  if (!wanted.number) {
    return Error{std::string("unable to find ") + kind + " " + excerpt(wanted.text) +
                     ": no matching entries in " + file + " file",
                 ""};
  }
  if (*wanted.number < 0 || *wanted.number > kMaxId) return out_of_range();
  return static_cast<std::uint32_t>(*wanted.number);
}

}  // namespace

Result<ImageUser> find_image_user(std::string_view user, const AccountFiles& files) {
  const std::size_t colon = user.find(':');
  const std::string_view user_text = user.substr(0, colon);
  const std::string_view group_text = colon == std::string_view::npos ? "" : user.substr(colon + 1);
  const Wanted wanted_user{user_text.empty() ? "0" : user_text};
  const std::optional<Account> account = find_account(wanted_user, files.users);
  ImageUser out;
  if (account) {
    out.numbers.user = account->user;
    out.numbers.group = account->group;
    out.home = account->home.empty() ? "/" : std::string(account->home);
  } else {
    ENI_TRY(out.numbers.user, number_or(wanted_user, "user", "passwd"));
  }
  if (!group_text.empty()) {
    const Wanted wanted_group{group_text};
    const std::optional<std::uint32_t> group = find_group(wanted_group, files.groups);
    if (group) {
      out.numbers.group = *group;
    } else {
      ENI_TRY(out.numbers.group, number_or(wanted_group, "group", "group"));
    }
  } else if (account) {
    out.numbers.more_groups = groups_with(account->name, files.groups);
  }
  return out;
}

Result<void> check_is_lent(const world::ContainerUser& user, std::uint32_t users) {
  std::uint32_t highest = std::max(user.user, user.group);
  for (const std::uint32_t group : user.more_groups) highest = std::max(highest, group);
  if (highest < users) return {};
  return Error{"user or group " + std::to_string(highest) + " is not among the " + std::to_string(users) +
                   " that tasks have here; " + kHowToLendUsers,
               ""};
}

}  // namespace eni::sandbox::task_engine
