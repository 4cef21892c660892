#include "sandbox/load_balancers/load_balancers.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "sandbox/gateway/background_work.h"
#include "sandbox/load_balancers/health/health_checker.h"
#include "sandbox/load_balancers/routing/read_model.h"
#include "sandbox/load_balancers/traffic/open_listener.h"

namespace eni::sandbox::load_balancers {
namespace {

/// Whether requests may go to it, and connections to it be kept for the next one.
bool takes_requests(const Target& target) {
  return target.state != TargetState::kDraining && target.state != TargetState::kUnused;
}

/// A load balancer that is served. Its members go in an order in which nobody misses what it needs: sessions first.
struct Served {
  Balancer balancer;
  HealthChecker checker;
  std::map<std::string, std::unique_ptr<OpenListener>> listeners = {};  ///< by ARN
};

class LoadBalancers final : public LoadBalancerDataPlane {
 public:
  LoadBalancers(net::EventLoop& loop, Scheduler& time, Random& random, Logger& log, const Settings& settings,
                VpcSockets& sockets, std::size_t max_sessions)
      : random_{random},
        log_{log},
        settings_{settings},
        poller_{loop},
        timers_{time},
        places_{max_sessions},
        context_{loop, poller_, time, sockets} {}

  Task<bool> is_available() override { return context_.sockets.is_available(); }

  void serve(ServedLoadBalancer load_balancer) override {
    const auto model = std::make_shared<const LoadBalancer>(read_load_balancer(load_balancer));
    auto& place = served_[model->arn];
    if (!place) place = begin(model);
    place->balancer.model = model;
    forget_targets(*place);
    serve_listeners(*place);
    place->checker.check(*model);
  }

  void end(const std::string& load_balancer) override { served_.erase(load_balancer); }

  void stop() override { served_.clear(); }

  void listen_again() override {
    for (const auto& [arn, served] : served_) {
      const LoadBalancer& model = *served->balancer.model;
      for (const auto& [listener, place] : served->listeners) place->listen_again(model.vpc, model.addresses);
    }
  }

  std::optional<CheckedHealth> health(const std::string& target_group, const std::string& id,
                                      std::int64_t port) const override {
    const HealthChecker::Key key{target_group, id + ":" + std::to_string(port)};
    for (const auto& [arn, served] : served_)
      if (auto found = served->checker.health(key)) return found;
    return std::nullopt;
  }

  std::vector<std::string> addresses_of(const std::string& dns_name) const override {
    for (const auto& [arn, served] : served_)
      if (served->balancer.model->dns_name == dns_name) return served->balancer.model->addresses;
    return {};
  }

  std::vector<LocalListener> local_listeners() const override {
    std::vector<LocalListener> all;
    for (const auto& [arn, served] : served_) {
      const LoadBalancer& model = *served->balancer.model;
      for (const auto& [listener, place] : served->listeners)
        all.push_back({arn, place->port(), place->local_port(), place->problem(), model.dns_name, model.vpc});
      for (const std::string& problem : model.problems)
        all.push_back({arn, 0, 0, problem, model.dns_name, model.vpc});
    }
    std::ranges::stable_sort(all, {}, [](const LocalListener& listener) {
      return std::pair{std::string_view{listener.load_balancer}, listener.port};
    });
    return all;
  }

 private:
  std::unique_ptr<Served> begin(std::shared_ptr<const LoadBalancer> model) {
    return std::unique_ptr<Served>{
        new Served{Balancer{context_,
                            random_,
                            log_,
                            timers_,
                            places_,
                            std::move(model),
                            StickyCookies{random_.text(32, kAlphanumeric)},
                            TargetConnections{timers_},
                            {}},
                   HealthChecker{context_, settings_, RetryParts{context_.time, random_, log_},
                                 [this](const HealthChecker::Key& key) { tell(key); }}}};
  }

  /// Targets that take no more requests keep those that are under way; those that are gone lose them, too.
  static void forget_targets(Served& served) {
    const LoadBalancer& model = *served.balancer.model;
    served.balancer.connections.close_if([&](const Endpoint& endpoint) {
      return std::ranges::none_of(model.groups, [&](const auto& group) {
        return std::ranges::any_of(group.second.targets, [&](const Target& target) {
          return target.address == endpoint.address && target.port == endpoint.port && takes_requests(target);
        });
      });
    });
    served.balancer.uses.abort_if([&](const std::string& group, const std::string& name) {
      const auto found = model.groups.find(group);
      return found == model.groups.end() ||
             std::ranges::none_of(found->second.targets,
                                  [&](const Target& target) { return target.name() == name; });
    });
  }

  void serve_listeners(Served& served) {
    const LoadBalancer& model = *served.balancer.model;
    const auto is_as_before = [&](const auto& place) {
      const Listener* listener = served.balancer.find_listener(model, place.first);
      return listener && listener->port == place.second->port() &&
             listener->protocol == place.second->protocol();
    };
    std::erase_if(served.listeners, [&](const auto& place) { return !is_as_before(place); });
    for (const Listener& listener : model.listeners) {
      auto& place = served.listeners[listener.arn];
      if (!place) place = std::make_unique<OpenListener>(served.balancer, listener);
      place->listen_at(model.vpc, model.addresses);
    }
  }

  void tell(const HealthChecker::Key& key) {
    const auto colon = key.second.rfind(':');
    if (on_health)
      on_health(key.first, key.second.substr(0, colon),
                parse_integer(key.second.substr(colon + 1)).value_or(0));
  }

  Random& random_;
  Logger& log_;
  const Settings& settings_;
  net::SocketPoller poller_;
  IdleTimers timers_;
  SessionPlaces places_;
  SocketContext context_;
  std::map<std::string, std::unique_ptr<Served>> served_;
};

}  // namespace

std::unique_ptr<LoadBalancerDataPlane> make_load_balancers(net::EventLoop& loop, Scheduler& time,
                                                           Random& random, Logger& log,
                                                           const Settings& settings, VpcSockets& sockets,
                                                           std::size_t max_sessions) {
  return std::make_unique<LoadBalancers>(loop, time, random, log, settings, sockets, max_sessions);
}

}  // namespace eni::sandbox::load_balancers
