#pragma once
/// Places where a stack set's operation has failed, for people: who, why, and what to do. Pure.
#include <string>
#include <vector>

#include "eni_trunking/fleet/stack_set.h"

namespace eni::command {

/// One reason, in some Regions of an account.
struct Failure {
  std::string account;
  std::vector<std::string> regions;
  std::string reason;
};

/// Of the results that are FAILED, in the order of accounts. What was CANCELLED because of them is none of its own.
std::vector<Failure> failures_of(const std::vector<OperationResult>& results);
/// Of the instances that are not current: OUTDATED, INOPERABLE. Those that an operation has yet to come to are none, and those that were
/// cancelled because of others are told together, after these.
std::vector<Failure> failures_of(const std::vector<StackInstance>& instances);

/// What advice refers to.
struct FleetLines {
  std::string
      deploy;  ///< the command line of fleet deploy for this stack set, as FleetCommand::command_line()
  std::string connection;  ///< " --region …": what other commands need to go to the same place
};

/// What to do about a reason.
struct Advice {
  std::string text;                   ///< "" where nothing better is known than to read the reason
  std::vector<std::string> commands;  ///< for one shell
};
Advice advice_on(const std::string& reason, const FleetLines& lines);

/// "  111122223333 in eu-central-1, us-east-1" with the reason below, and after all of them what to do, each advice once, with its
/// commands on lines of their own: they are there to be copied.
/// @param max  failures; of more only their number is told
std::string failure_report(const std::vector<Failure>& failures, const FleetLines& lines,
                           std::size_t max = 50);

}  // namespace eni::command
