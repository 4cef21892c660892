#pragma once
/// The journal of a step in memory, and a sender of signals.
#include "sandbox/services/cloudformation/calls/step_journal.h"

namespace eni::sandbox::cloudformation {

struct StepJournalForTest final : StepJournal {
  json::object kept;
  std::vector<std::string> events;
  std::vector<ResourceSignal> sent;

  json::object state() override { return kept; }
  void keep(const json::object& state, const std::vector<std::string>& reasons) override {
    kept = state;
    events.insert(events.end(), reasons.begin(), reasons.end());
  }
  std::vector<ResourceSignal> signals() override { return sent; }
  void take(const ResourceSignal& signal) override {
    sent.at(static_cast<std::size_t>(signal.number)).is_taken = true;
    events.push_back(std::string("Received ") + (signal.is_success ? "SUCCESS" : "FAILURE") +
                     " signal with UniqueId " + signal.unique_id);
  }
  void send(const std::string& unique_id, bool is_success) {
    sent.push_back({static_cast<std::int64_t>(sent.size()), unique_id, is_success, false});
  }
};

}  // namespace eni::sandbox::cloudformation
