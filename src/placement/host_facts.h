#pragma once
#include "placement/index.h"

namespace eni::placement {

/// One host as an expression sees it.
class HostView final : public ClassFacts {
 public:
  HostView(const Index& index, HostId id);
  Text attribute(std::string_view name) const override;
  Text ec2_instance_id() const override;
  Number registered_at() const override;
  Number running_tasks_count() const override;
  Truth any_task_group(const std::function<bool(std::string_view)>& matches) const override;

 private:
  const Index& index_;
  HostId id_;
};

}  // namespace eni::placement
