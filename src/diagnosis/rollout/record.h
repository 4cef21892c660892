#pragma once
/// What a rollout leaves at AWS, so that whoever runs it again can go on: tags, and nothing else.
///
/// | tag                          | on                                  | says                                              |
/// |------------------------------|-------------------------------------|---------------------------------------------------|
/// | eni-trunking:rollout         | an Auto Scaling group, meanwhile    | RolloutRecord: what is put back in the end        |
/// | eni-trunking:rollout-cluster | the same                            | the cluster whose rollout that is                 |
/// | eni-trunking:rollout         | a single host, before its successor | HostTag: the client token of that one's launch    |
/// | eni-trunking:rollout         | a host that a rollout drains        | HostTag: others are drained by somebody else      |
/// | eni-trunking:replaces        | an instance that a rollout launched | the instance of no group in whose place it stands |
/// | eni-trunking:rollout-run     | the cluster, while a rollout runs   | RolloutClaim (claim.h): which run, and until when |
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eni::diagnosis {

inline constexpr std::string_view kRolloutTag = "eni-trunking:rollout";
inline constexpr std::string_view kRolloutClusterTag = "eni-trunking:rollout-cluster";
inline constexpr std::string_view kReplacesTag = "eni-trunking:replaces";
inline constexpr std::string_view kRolloutRunTag = "eni-trunking:rollout-run";

/// What the hosts are to come to.
enum class Goal {
  kTrunks,    ///< rollout
  kNoTrunks,  ///< rollout --undo
};

enum class RolloutMethod {
  kRefresh,   ///< an instance refresh of the group, whose instances ECS drains before they end
  kOneByOne,  ///< the group is raised, hosts are drained, and terminated in it
  kSingle,    ///< hosts of no group: one like each is launched, then it is drained and terminated
};

/// The value of the tag of a group.
struct RolloutRecord {
  Goal goal = Goal::kTrunks;
  RolloutMethod method = RolloutMethod::kRefresh;
  std::string refresh = {};  ///< kRefresh: the id of the one that it has begun; empty: none yet
  long long desired = 0;     ///< kOneByOne: DesiredCapacity to end with
  long long max_size = 0;    ///< kOneByOne: MaxSize to end with
  std::vector<std::string> suspended = {};  ///< kOneByOne: processes that it suspends meanwhile

  bool has_suspended(std::string_view process) const;
  bool operator==(const RolloutRecord&) const = default;
};

/// "goal=trunks method=one-by-one desired=7 max=10 suspended=AZRebalance+AlarmNotification"; "goal=trunks method=refresh refresh=ID"
std::string to_text(const RolloutRecord& record);
/// Nothing if `text` is not of that form, or has a word more: it may say of something that it is to be put back.
std::optional<RolloutRecord> read_rollout_record(std::string_view text);

/// The value of the tag of a host.
struct HostTag {
  bool is_draining = false;
  std::string token = {};  ///< the client token of its successor's launch; empty: none is noted

  bool operator==(const HostTag&) const = default;
};

/// "draining", "TOKEN", or "draining TOKEN" of one whose successor was lost while it was drained
std::string to_text(const HostTag& tag);
/// Of an empty text neither.
HostTag read_host_tag(std::string_view text);

/// "a=1 b=2" as a map. Nothing if a word of `text` has no "=".
std::optional<std::map<std::string, std::string, std::less<>>> read_fields(std::string_view text);

}  // namespace eni::diagnosis
