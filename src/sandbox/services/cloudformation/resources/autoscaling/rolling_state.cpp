#include "sandbox/services/cloudformation/resources/autoscaling/rolling_state.h"

#include "sandbox/services/cloudformation/resources/reading.h"

namespace eni::sandbox::cloudformation {

json::object RollingState::to_json() const {
  return {{"Stage", static_cast<int>(stage)},
          {"Obsolete", text_array(obsolete)},
          {"Total", total},
          {"Replaced", replaced},
          {"MinSize", min_size},
          {"Desired", desired},
          {"Size", size},
          {"BatchSize", batch_size},
          {"Known", text_array(known)},
          {"Batch", text_array(batch)},
          {"Surplus", surplus},
          {"Expected", expected},
          {"Fresh", text_array(fresh)},
          {"AllFresh", text_array(all_fresh)},
          {"Missed", text_array(missed)},
          {"KnownActivity", known_activity},
          {"Until", until},
          {"Suspended", text_array(suspended)}};
}

RollingState RollingState::from_json(const json::object& object) {
  const auto number = [&object](std::string_view name) { return static_cast<int>(integer_at(object, name)); };
  RollingState state;
  state.stage = static_cast<Stage>(number("Stage"));
  state.obsolete = texts_at(object, "Obsolete");
  state.total = number("Total");
  state.replaced = number("Replaced");
  state.min_size = number("MinSize");
  state.desired = number("Desired");
  state.size = number("Size");
  state.batch_size = number("BatchSize");
  state.known = texts_at(object, "Known");
  state.batch = texts_at(object, "Batch");
  state.surplus = number("Surplus");
  state.expected = number("Expected");
  state.fresh = texts_at(object, "Fresh");
  state.all_fresh = texts_at(object, "AllFresh");
  state.missed = texts_at(object, "Missed");
  state.known_activity = scalar_text_at(object, "KnownActivity");
  state.until = integer_at(object, "Until");
  state.suspended = texts_at(object, "Suspended");
  return state;
}

}  // namespace eni::sandbox::cloudformation
