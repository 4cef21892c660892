#pragma once
/// What a rollout leaves at AWS, so that whoever runs it again can go on: tags, and nothing else.
///
/// | tag                    | on                                  | says                                              |
/// |------------------------|-------------------------------------|---------------------------------------------------|
/// | eni-trunking:rollout   | an Auto Scaling group, meanwhile    | RolloutRecord: what is put back in the end        |
/// | eni-trunking:rollout   | an instance that is to be replaced  | "draining": that this is the rollout's doing; of  |
/// |                        |                                     | single hosts the client token of the launch       |
/// | eni-trunking:replaces  | an instance that a rollout launched | the instance of no group in whose place it stands |
#include <optional>
#include <string>
#include <string_view>

namespace eni::diagnosis {

inline constexpr std::string_view kRolloutTag = "eni-trunking:rollout";
inline constexpr std::string_view kReplacesTag = "eni-trunking:replaces";

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
  long long desired = 0;           ///< kOneByOne: DesiredCapacity to end with
  long long max_size = 0;          ///< kOneByOne: MaxSize to end with
  bool resumes_rebalance = false;  ///< kOneByOne: AZRebalance was not suspended before

  bool operator==(const RolloutRecord&) const = default;
};

/// "goal=trunks method=one-by-one desired=7 max=10 rebalance=resume"
std::string to_text(const RolloutRecord& record);
/// Nothing if `text` is not of that form.
std::optional<RolloutRecord> read_rollout_record(std::string_view text);

}  // namespace eni::diagnosis
