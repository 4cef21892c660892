#include "diagnosis/rollout/replacements.h"

namespace eni::diagnosis {

Replacements::Replacements(const Description& description, const RolloutPart& part)
    : description_{description} {
  for (const ContainerInstance* host : part.done) ready_.insert(description.instance_of(*host)->replaces);
  for (const Instance* instance : part.launching) launching_.insert(instance->replaces);
  for (const auto* hosts :
       {&part.to_replace, &part.done, &part.draining, &part.staying, &part.superfluous, &part.left_alone}) {
    for (const ContainerInstance* host : *hosts) there_.insert(host->instance_id);
  }
}

bool Replacements::is_needed_for(const ContainerInstance& host) const {
  return !there_.contains(description_.instance_of(host)->replaces);
}

}  // namespace eni::diagnosis
