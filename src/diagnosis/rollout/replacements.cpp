#include "diagnosis/rollout/replacements.h"

namespace eni::diagnosis {

Replacements::Replacements(const Description& description, const RolloutPart& part) {
  std::set<std::string> to_replace;
  for (const ContainerInstance* host : part.to_replace) to_replace.insert(host->instance_id);
  for (const ContainerInstance* host : part.done) ready_.insert(description.instance_of(*host)->replaces);
  for (const Instance* instance : part.launching) launching_.insert(instance->replaces);
  for (const ContainerInstance* host : part.to_replace) {
    if (to_replace.contains(description.instance_of(*host)->replaces)) failed_.push_back(host);
  }
}

}  // namespace eni::diagnosis
