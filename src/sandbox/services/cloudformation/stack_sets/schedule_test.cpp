/// What an operation on a stack set does next, as tables: "R: ppp" is a Region R with three pending accounts, r runs, s has
/// succeeded, f failed, c was cancelled.
#include "sandbox/services/cloudformation/stack_sets/schedule.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eni::sandbox::cloudformation {
namespace {

using Preferences = OperationPreferences;

TurnStatus status_of(char letter) {
  switch (letter) {
    case 'r':
      return TurnStatus::kRunning;
    case 's':
      return TurnStatus::kSucceeded;
    case 'f':
      return TurnStatus::kFailed;
    case 'c':
      return TurnStatus::kCancelled;
    default:
      return TurnStatus::kPending;
  }
}

/// "ppr spp": Regions are separated by blanks.
std::vector<Turn> turns_of(std::string_view text) {
  static constexpr std::string_view kRegions[] = {"eu-central-1", "eu-west-1", "us-east-1"};
  std::vector<Turn> turns;
  std::size_t region = 0;
  for (const char letter : text) {
    if (letter == ' ') {
      ++region;
    } else {
      turns.push_back({kRegions[region], status_of(letter)});
    }
  }
  return turns;
}

Preferences counts(int tolerated, int concurrent) {
  Preferences preferences;
  preferences.tolerated_count = tolerated;
  preferences.concurrent_count = concurrent;
  return preferences;
}

Preferences percentages(int tolerated, int concurrent) {
  Preferences preferences;
  preferences.tolerated_percentage = tolerated;
  preferences.concurrent_percentage = concurrent;
  return preferences;
}

Preferences softly(Preferences preferences) {
  preferences.is_soft = true;
  return preferences;
}

Preferences in_parallel(Preferences preferences) {
  preferences.regions_in_parallel = true;
  return preferences;
}

struct LimitRow {
  const char* name;
  Preferences preferences;
  int accounts;
  int tolerance;
  int concurrent;
};

TEST(StackSetSchedule, LimitsFollowFromThePreferences) {
  const LimitRow rows[] = {
      {"one after the other, and no failure, unless told otherwise", {}, 10, 0, 1},
      {"strictly, one more than may fail", counts(2, 10), 10, 2, 3},
      {"strictly, the maximum where it is lower", counts(9, 4), 10, 9, 4},
      {"softly, the maximum", softly(counts(0, 4)), 10, 0, 4},
      {"percentages are rounded down", percentages(15, 25), 10, 1, 2},
      {"but not to a concurrency of none", percentages(0, 1), 10, 0, 1},
      {"all may fail", percentages(100, 100), 500, 500, 500},
  };
  for (const LimitRow& row : rows) {
    EXPECT_EQ(failure_tolerance(row.preferences, row.accounts), row.tolerance) << row.name;
    EXPECT_EQ(max_concurrent(row.preferences, row.accounts), row.concurrent) << row.name;
  }
}

struct TurnRow {
  const char* name;
  Preferences preferences;
  const char* turns;
  std::vector<std::size_t> begin;
  std::vector<std::size_t> cancel;
  enum { kGoesOn, kOver } end;
  enum { kWell, kFailed } outcome = kWell;
};

TEST(StackSetSchedule, TurnsToWhatIsNext) {
  const TurnRow rows[] = {
      {"the first account alone", {}, "ppp", {0}, {}, TurnRow::kGoesOn},
      {"the next when it has succeeded", {}, "spp", {1}, {}, TurnRow::kGoesOn},
      {"as many as may run", counts(2, 3), "ppppp", {0, 1, 2}, {}, TurnRow::kGoesOn},
      {"as many as there is room for", counts(2, 3), "srppp", {2, 3}, {}, TurnRow::kGoesOn},
      {"a failure lowers the concurrency", counts(2, 3), "frppp", {2}, {}, TurnRow::kGoesOn},
      {"the last tolerated failure leaves one", counts(2, 3), "ffppp", {2}, {}, TurnRow::kGoesOn},
      {"softly it does not", softly(counts(2, 3)), "frppp", {2, 3}, {}, TurnRow::kGoesOn},
      {"one failure too many cancels the rest", {}, "fpp", {}, {1, 2}, TurnRow::kOver, TurnRow::kFailed},
      {"what runs comes to its end", counts(0, 1), "frpp", {}, {2, 3}, TurnRow::kGoesOn, TurnRow::kFailed},
      {"a Region waits for the one before", counts(1, 2), "sr pp", {}, {}, TurnRow::kGoesOn},
      {"and begins when it is over", counts(1, 2), "ss pp", {2, 3}, {}, TurnRow::kGoesOn},
      {"each Region has its own tolerance", counts(1, 2), "sf pp", {2, 3}, {}, TurnRow::kGoesOn},
      {"a failed Region cancels those after it",
       {},
       "fp pp",
       {},
       {1, 2, 3},
       TurnRow::kOver,
       TurnRow::kFailed},
      {"Regions in parallel", in_parallel(counts(1, 1)), "pp pp", {0, 2}, {}, TurnRow::kGoesOn},
      {"in parallel the others go on",
       in_parallel({}),
       "fp pp",
       {2},
       {1},
       TurnRow::kGoesOn,
       TurnRow::kFailed},
      {"all has been done", counts(1, 2), "sf ss", {}, {}, TurnRow::kOver},
      {"nothing was to be done", {}, "", {}, {}, TurnRow::kOver},
      {"a cancelled one counts as done", {}, "fcc", {}, {}, TurnRow::kOver, TurnRow::kFailed},
  };
  for (const TurnRow& row : rows) {
    const std::vector<Turn> turns = turns_of(row.turns);
    const NextTurns next = next_turns(row.preferences, turns, false);
    EXPECT_EQ(next.begin, row.begin) << row.name;
    EXPECT_EQ(next.cancel, row.cancel) << row.name;
    EXPECT_EQ(next.is_over, row.end == TurnRow::kOver) << row.name;
    EXPECT_EQ(next.has_failed, row.outcome == TurnRow::kFailed) << row.name;
  }
}

TEST(StackSetSchedule, AStopCancelsWhatHasNotBegun) {
  const std::vector<Turn> turns = turns_of("srp pp");
  const NextTurns next = next_turns(counts(2, 3), turns, true);
  EXPECT_TRUE(next.begin.empty());
  EXPECT_EQ(next.cancel, (std::vector<std::size_t>{2, 3, 4}));
  EXPECT_FALSE(next.is_over);
  EXPECT_TRUE(next_turns(counts(2, 3), turns_of("ssc cc"), true).is_over);
}

/// However the accounts fare, no more of a Region fail than one beyond the tolerance.
TEST(StackSetSchedule, StrictlyNoMoreFailThanOneBeyondTheTolerance) {
  for (int tolerated = 0; tolerated < 6; ++tolerated) {
    std::vector<Turn> turns = turns_of("pppppppppppppppppppp");
    const Preferences preferences = counts(tolerated, 7);
    NextTurns next = next_turns(preferences, turns, false);
    while (!next.is_over) {
      for (const std::size_t i : next.begin) turns[i].status = TurnStatus::kFailed;
      for (const std::size_t i : next.cancel) turns[i].status = TurnStatus::kCancelled;
      next = next_turns(preferences, turns, false);
    }
    const auto failed = std::count_if(turns.begin(), turns.end(),
                                      [](const Turn& turn) { return turn.status == TurnStatus::kFailed; });
    EXPECT_EQ(failed, tolerated + 1);
    EXPECT_TRUE(next.has_failed);
  }
}

}  // namespace
}  // namespace eni::sandbox::cloudformation
