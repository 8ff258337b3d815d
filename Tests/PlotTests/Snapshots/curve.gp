set terminal svg size 760,420 font 'Helvetica,Arial,sans-serif,14' noenhanced background rgb '#fdfdfc'
set encoding utf8
set border 3 linewidth 1 linecolor rgb '#7a8087'
set tics nomirror out scale 0.4 textcolor rgb '#2b2f33'
set grid linetype 1 linewidth 1 linecolor rgb '#e6e8ea'
set xtics offset 0, 0.3
unset key
set lmargin at screen 0.06847
set rmargin at screen 0.93679
set tmargin at screen 0.90476
set bmargin at screen 0.14286
unset logscale x
set xrange [0.0:2.0]
set xtics ('0' 0.0, '1' 1.0, '2' 2.0)
unset logscale y
set yrange [0.2:1.0]
set ytics ('0.2' 0.2, '0.4' 0.4, '0.6' 0.6, '0.8' 0.8, '1.0' 1.0)
set label 'epoch' at graph 0.5, screen 0.045 center front font ',14' textcolor rgb '#2b2f33'
set label 'loss' at screen 0.02, screen 0.955 left front font ',14' textcolor rgb '#2b2f33'
$line0 << EOD
0.0 1.0
1.0 0.25
2.0 0.5
EOD
set label 'SGD' at graph 1.015, graph 0.37500 left front font ',14' textcolor rgb '#004f7c'
plot \
  $line0 using 1:2 with linespoints linewidth 2 dashtype 1 linecolor rgb '#0072b2' pointtype 7 pointsize 0.7
