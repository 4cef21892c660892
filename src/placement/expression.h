#pragma once
/// The cluster query language: `attribute:ecs.instance-type =~ g2.* and not(task:group == database)`.
/// Source: Amazon ECS Developer Guide, "Cluster query language".
///
///   expression := term { (or | "||") term }
///   term       := factor { (and | "&&") factor }
///   factor     := (not | "!") factor | "(" expression ")" | comparison
///   comparison := subject (exists | "!exists" | not_exists)
///               | subject operator argument
///               | subject (in | "!in" | not_in) "[" argument { "," argument } "]"
///
/// Subjects are agentConnected, agentVersion, attribute:NAME, ec2InstanceId, registeredAt, runningTasksCount and
/// task:group; operators ==, !=, >, >=, <, <=, =~, !~ or equals, not_equals, greater_than, greater_than_equal,
/// less_than, less_than_equal, matches, not_matches. Arguments are bare words or quoted with ' or ".
/// Patterns are those of base/regular_expression.h and match the whole value.
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace eni::placement {

inline constexpr std::size_t kMaxExpressionLength =
    2000;  ///< characters, API reference of PlacementConstraint

enum class Subject : std::uint8_t {
  kAgentConnected,
  kAgentVersion,
  kAttribute,
  kEc2InstanceId,
  kRegisteredAt,
  kRunningTasksCount,
  kTaskGroup,
};

enum class Truth : std::uint8_t { kFalse, kTrue, kUnknown };

/// What an expression asks about a container instance, or about several at once: kUnknown means they differ.
class Facts {
 public:
  enum class State : std::uint8_t { kAbsent, kPresent, kUnknown };
  struct Text {
    State state = State::kAbsent;
    std::string_view text;  ///< empty for a name-only attribute
  };
  struct Number {
    State state = State::kAbsent;
    std::int64_t number = 0;
  };

  virtual ~Facts() = default;
  virtual Text attribute(std::string_view name) const = 0;
  virtual Text agent_version() const = 0;
  virtual Text ec2_instance_id() const = 0;
  virtual Truth agent_connected() const = 0;
  virtual Number registered_at() const = 0;  ///< seconds since 1970
  virtual Number running_tasks_count() const = 0;
  /// Whether a task on the host is of a group for which `matches` holds.
  virtual Truth any_task_group(const std::function<bool(std::string_view)>& matches) const = 0;
};

namespace query {
struct Node;
}

/// A parsed expression. Cheap to copy; equal if the texts are.
class Expression {
 public:
  /// @error  message as for an operator, naming the position (from 1) and what was expected; AWS itself answers
  ///         InvalidParameterException "Invalid expression" style texts, which the caller words
  static Result<Expression> parse(std::string_view text);

  const std::string& text() const;
  /// kUnknown only if `facts` gives it.
  Truth evaluate(const Facts& facts) const;
  /// Whether a pattern took too many steps over all values that it was asked of: what evaluate() says of hosts since
  /// then means nothing.
  bool has_given_up() const;

  /// The group X if only hosts with a task of group X can satisfy the expression: `task:group == X` alone or joined
  /// with others by `and`. Lets a search start from these hosts.
  std::optional<std::string_view> required_task_group() const;

  bool operator==(const Expression& other) const { return text() == other.text(); }

 private:
  explicit Expression(std::shared_ptr<const query::Node> root, std::string text);

  std::shared_ptr<const query::Node> root_;
  std::shared_ptr<const std::string> text_;
};

}  // namespace eni::placement
