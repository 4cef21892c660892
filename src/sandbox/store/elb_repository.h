#pragma once
/// Elastic Load Balancing's rows: load balancers, listeners, rules, and tags of all that has an ARN.
/// Target groups and targets: elb_target_repository.h.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

enum class ElbLoadBalancerNumber : std::int64_t {};
enum class ElbListenerNumber : std::int64_t {};
enum class ElbRuleNumber : std::int64_t {};
enum class ElbTargetGroupNumber : std::int64_t {};

struct ElbLoadBalancer {
  ElbLoadBalancerNumber number{};
  std::string arn;
  std::string account;
  std::string region;
  std::string name;
  std::string status;        ///< "provisioning", "active", "failed"; "deleting" ones are gone for callers
  std::int64_t created = 0;  ///< milliseconds since the epoch
  json::object document;     ///< members of LoadBalancer, and "attributes": {name: value}
};

struct ElbListener {
  ElbListenerNumber number{};
  std::string arn;
  ElbLoadBalancerNumber load_balancer{};
  std::int64_t port = 0;
  json::object document;  ///< members of Listener, "certificates" beside the default one, and "attributes"
};

struct ElbRule {
  ElbRuleNumber number{};
  std::string arn;
  ElbListenerNumber listener{};
  std::int64_t priority = 0;  ///< 0: the default rule
  json::object document;      ///< members of Rule
};

class ElbRepository final : public Repository {
 public:
  explicit ElbRepository(sqlite::Database& database);

  /// Living ones only.
  std::optional<ElbLoadBalancer> find_load_balancer(std::string_view arn);
  std::optional<ElbLoadBalancer> find_load_balancer(ElbLoadBalancerNumber number);
  std::optional<ElbLoadBalancer> find_named(std::string_view account, std::string_view region,
                                            std::string_view name);
  std::vector<ElbLoadBalancer> load_balancers(std::string_view account, std::string_view region);
  /// Of all accounts, those on their way to another status, and those with "moving" in their document.
  std::vector<ElbLoadBalancer> changing_load_balancers();
  /// Of all accounts.
  std::vector<ElbLoadBalancerNumber> active_load_balancers();
  ElbLoadBalancer insert(ElbLoadBalancer load_balancer);
  void update(const ElbLoadBalancer& load_balancer);
  /// With its listeners, their rules and all tags.
  void remove(const ElbLoadBalancer& load_balancer);

  std::optional<ElbListener> find_listener(std::string_view arn);
  std::optional<ElbListener> find_listener(ElbListenerNumber number);
  std::vector<ElbListener> listeners(ElbLoadBalancerNumber load_balancer);
  ElbListener insert(ElbListener listener);
  void update(const ElbListener& listener);
  void remove(const ElbListener& listener);

  std::optional<ElbRule> find_rule(std::string_view arn);
  /// By priority, the default rule last.
  std::vector<ElbRule> rules(ElbListenerNumber listener);
  ElbRule insert(ElbRule rule);
  void update(const ElbRule& rule);
  void remove(const ElbRule& rule);
  /// How many rules the listeners of a load balancer have, without the default ones.
  std::int64_t count_rules(ElbLoadBalancerNumber load_balancer);

  /// Replaces what the actions of the rule forward to.
  void set_forwards(const ElbRule& rule, ElbLoadBalancerNumber load_balancer,
                    const std::vector<ElbTargetGroupNumber>& target_groups);
  std::vector<ElbTargetGroupNumber> target_groups_of(ElbRuleNumber rule);
  std::vector<ElbTargetGroupNumber> target_groups_of(ElbLoadBalancerNumber load_balancer);
  std::vector<ElbLoadBalancerNumber> load_balancers_of(ElbTargetGroupNumber target_group);

  std::map<std::string, std::string> tags(std::string_view arn);
  void set_tag(std::string_view arn, std::string_view key, std::string_view value);
  void remove_tag(std::string_view arn, std::string_view key);
  void remove_tags(std::string_view arn);

 private:
  sqlite::Database& database_;
  sqlite::Statement find_load_balancer_;
  sqlite::Statement find_load_balancer_by_number_;
  sqlite::Statement find_named_;
  sqlite::Statement load_balancers_;
  sqlite::Statement changing_load_balancers_;
  sqlite::Statement active_load_balancers_;
  sqlite::Statement insert_load_balancer_;
  sqlite::Statement update_load_balancer_;
  sqlite::Statement remove_load_balancer_;
  sqlite::Statement find_listener_;
  sqlite::Statement find_listener_by_number_;
  sqlite::Statement listeners_;
  sqlite::Statement insert_listener_;
  sqlite::Statement update_listener_;
  sqlite::Statement remove_listener_;
  sqlite::Statement find_rule_;
  sqlite::Statement rules_;
  sqlite::Statement insert_rule_;
  sqlite::Statement update_rule_;
  sqlite::Statement remove_rule_;
  sqlite::Statement count_rules_;
  sqlite::Statement clear_forwards_;
  sqlite::Statement insert_forward_;
  sqlite::Statement target_groups_of_rule_;
  sqlite::Statement target_groups_of_load_balancer_;
  sqlite::Statement load_balancers_of_;
  sqlite::Statement tags_;
  sqlite::Statement set_tag_;
  sqlite::Statement remove_tag_;
  sqlite::Statement remove_tags_;
};

}  // namespace eni::sandbox
