#include "sandbox/services/elasticloadbalancing/load_balancers/lifecycle.h"

#include "sandbox/services/elasticloadbalancing/load_balancers/interfaces.h"
#include "sandbox/services/elasticloadbalancing/load_balancers/load_balancer_pace.h"

namespace eni::sandbox::elb_service {
namespace {

constexpr Duration kPauseAfterRefusal = std::chrono::seconds{5};

}  // namespace

void LoadBalancerLifecycle::start() {
  for (const ElbLoadBalancer& row : env_.store.get<ElbRepository>().changing_load_balancers())
    go_on(row.number);
}

void LoadBalancerLifecycle::end() {
  for (const auto& [number, timer] : timers_) env_.scheduler.cancel(timer);
  timers_.clear();
}

Task<void> LoadBalancerLifecycle::live(ElbLoadBalancerNumber number) {
  const auto row = env_.store.get<ElbRepository>().find_load_balancer(number);
  if (!row) co_return;
  if (row->status == "provisioning") {
    Task<void> provisioning = provision(number);
    co_await std::move(provisioning);
  } else if (row->status == "deleting") {
    Task<void> removing = take_away(number);
    co_await std::move(removing);
  } else if (row->document.contains("moving")) {
    Task<void> settling = settle(number);
    co_await std::move(settling);
  }
}

Task<void> LoadBalancerLifecycle::settle(ElbLoadBalancerNumber number) {
  auto settling = settle_interfaces(env_, number);
  const auto settled = co_await std::move(settling);
  if (settled.has_error()) go_on_at(number, env_.scheduler.now() + kPauseAfterRefusal);
}

Task<void> LoadBalancerLifecycle::provision(ElbLoadBalancerNumber number) {
  auto making = make_interfaces(env_, number);
  const auto made = co_await std::move(making);
  const auto row = env_.store.get<ElbRepository>().find_load_balancer(number);
  if (!row || row->status != "provisioning") co_return;
  if (made.has_error()) {
    change_status(number, "failed", made.error().message);
    co_return;
  }
  const TimePoint ready = TimePoint{Duration{row->created}} + time_to_provision(env_.settings.pace);
  if (env_.scheduler.now() < ready) {
    go_on_at(number, ready);
    co_return;
  }
  change_status(number, "active", {});
  on_active_(number);
}

Task<void> LoadBalancerLifecycle::take_away(ElbLoadBalancerNumber number) {
  auto removing = remove_interfaces(env_, number);
  const auto removed = co_await std::move(removing);
  if (removed.has_error()) {
    go_on_at(number, env_.scheduler.now() + kPauseAfterRefusal);
    co_return;
  }
  sqlite::Transaction transaction{env_.store.database()};
  auto& repository = env_.store.get<ElbRepository>();
  if (const auto row = repository.find_load_balancer(number)) repository.remove(*row);
  transaction.commit();
}

void LoadBalancerLifecycle::change_status(ElbLoadBalancerNumber number, const std::string& status,
                                          const std::string& reason) {
  sqlite::Transaction transaction{env_.store.database()};
  auto& repository = env_.store.get<ElbRepository>();
  auto row = repository.find_load_balancer(number);
  if (!row) return;
  row->status = status;
  if (!reason.empty()) row->document["reason"] = reason;
  repository.update(*row);
  transaction.commit();
}

void LoadBalancerLifecycle::go_on_at(ElbLoadBalancerNumber number, TimePoint when) {
  if (const auto former = timers_.find(number); former != timers_.end())
    env_.scheduler.cancel(former->second);
  timers_[number] = env_.scheduler.call_at(when, [this, number] {
    timers_.erase(number);
    go_on(number);
  });
}

}  // namespace eni::sandbox::elb_service
