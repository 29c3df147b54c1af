"""Real clients of Xero over a real socket, unpatched but for base addresses. Facts chapter 9."""
