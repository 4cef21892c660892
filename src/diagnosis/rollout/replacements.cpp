#include "diagnosis/rollout/replacements.h"

namespace eni::diagnosis {

Replacements::Replacements(const Description& description, const RolloutPart& part) {
  for (const ContainerInstance* host : part.done) ready_.insert(description.instance_of(*host)->replaces);
  for (const Instance* instance : part.launching) launching_.insert(instance->replaces);
}

}  // namespace eni::diagnosis
